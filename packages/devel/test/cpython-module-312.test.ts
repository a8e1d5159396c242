import { describeImport } from "./cpython-module.ts";

describeImport("pyodide-312");
