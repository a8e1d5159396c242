import { describeApplication, describeWheel } from "./describe-wheel.ts";
import { buildWheels } from "./wheels.ts";

const wheels = await buildWheels();
describeWheel("pyodide-313", wheels);
describeWheel("pyodide-314", wheels);
describeApplication("pyodide-314", wheels);
