import { describeFiles } from "../../test/files.ts";
import { describeFinding } from "../../test/finding.ts";
import { describeUniversal } from "../../test/universal.ts";

await describeUniversal("pyodide-314");
await describeFinding("pyodide-314");
await describeFiles("pyodide-314");
