import { describeApplication, describeWheel } from "./describe-wheel.ts";

await describeWheel("pyodide-314");
await describeApplication("pyodide-314");
