import { describeImport } from "./cpython-module.ts";

describeImport("pyodide-313");
