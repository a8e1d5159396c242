import { describeFiles } from "../../test/files.ts";
import { describeFinding } from "../../test/finding.ts";
import { describeUniversal } from "../../test/universal.ts";

await describeUniversal("pyodide-312");
await describeFinding("pyodide-312");
await describeFiles("pyodide-312");
