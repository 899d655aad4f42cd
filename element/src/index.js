// The self-registering entry: `import "connection-doctor"` is all a page needs.
import { ConnectionDoctorElement } from "./element.js";

ConnectionDoctorElement.define();

export { ConnectionDoctorElement };
