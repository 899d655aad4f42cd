// The element in React's JSX, from React 19 on: `import type {} from "connection-doctor/react"`.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type {
  ConnectionDoctorAttributes,
  ConnectionDoctorElement,
  ConnectionDoctorEventMap,
  ConnectionDoctorProperties,
} from "./element.js";

export type * from "./element.js";

/** React listens to what follows `on`, letter by letter. */
type Listeners = {
  [Name in keyof ConnectionDoctorEventMap as `on${Name}`]?: (event: ConnectionDoctorEventMap[Name]) => void;
};

/** What `<connection-doctor>` takes in JSX. React leaves an attribute out that is `false`. */
export type ConnectionDoctorProps = DetailedHTMLProps<HTMLAttributes<ConnectionDoctorElement>, ConnectionDoctorElement> &
  Omit<ConnectionDoctorAttributes, "debug" | "live"> &
  ConnectionDoctorProperties &
  Listeners & { debug?: "" | boolean; live?: "" | boolean };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "connection-doctor": ConnectionDoctorProps;
    }
  }
}
