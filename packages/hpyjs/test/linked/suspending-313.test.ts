import { describeSuspending } from "./describe-suspending.ts";

await describeSuspending("pyodide-313");
