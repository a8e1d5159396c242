import { describeCxx } from "./describe-cxx.ts";

await describeCxx("pyodide-312");
