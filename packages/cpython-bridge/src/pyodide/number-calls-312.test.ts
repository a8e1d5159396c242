import { describeNumberCalls } from "../../test/number-calls.ts";

describeNumberCalls("pyodide-312");
