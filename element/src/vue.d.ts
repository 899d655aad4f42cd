// The element in Vue's templates: `import type {} from "connection-doctor/vue"`.
import type { EmitFn, HTMLAttributes } from "vue";
import type {
  ConnectionDoctorAttributes,
  ConnectionDoctorElement,
  ConnectionDoctorEventMap,
  ConnectionDoctorProperties,
} from "./element.js";

export type * from "./element.js";

/** `time-limit` is `timeLimit` where templates are checked. */
type Camel<Name> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name;

/** What `<connection-doctor>` takes in a template. */
export type ConnectionDoctorProps = HTMLAttributes & ConnectionDoctorProperties & {
  [Name in keyof ConnectionDoctorAttributes as Camel<Name>]: ConnectionDoctorAttributes[Name];
};

declare module "vue" {
  interface GlobalComponents {
    "connection-doctor": new () => ConnectionDoctorElement & {
      /** For templates only. */
      $props: ConnectionDoctorProps;
      /** For templates only. */
      $emit: EmitFn<{
        [Name in keyof ConnectionDoctorEventMap]: (event: ConnectionDoctorEventMap[Name]) => void;
      }>;
    };
  }
}
