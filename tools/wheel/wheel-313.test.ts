import { describeWheel } from "./describe-wheel.ts";

await describeWheel("pyodide-313");
