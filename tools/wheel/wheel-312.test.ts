import { describeWheel } from "./describe-wheel.ts";
import { buildWheels } from "./wheels.ts";

// This version of Pyodide wants a process of its own.
describeWheel("pyodide-312", await buildWheels());
