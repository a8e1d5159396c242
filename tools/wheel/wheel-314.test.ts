import { describeApplication, describeWheel } from "./describe-wheel.ts";

await describeWheel("pyodide-314");
describeApplication("pyodide-314");
