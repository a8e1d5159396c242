import { describeHybrid } from "./describe-hybrid.ts";

await describeHybrid("pyodide-313");
