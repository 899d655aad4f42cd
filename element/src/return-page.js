// A return page of its own: `<script type="module" src="/connection-doctor/return.js">` and a sentence that one can close it.
import { attemptOfAnother, finish } from "./return.js";

const flow = attemptOfAnother();
if (flow) finish(flow);
