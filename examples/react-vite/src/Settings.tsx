import { useState } from "react";
import "connection-doctor";
import type { Status } from "connection-doctor/react";

const withVersion: typeof fetch = (input, init) => {
  const request = new Request(input, init);
  request.headers.set("x-app-version", "1.0.0");
  return fetch(request);
};

export function Settings() {
  const [status, setStatus] = useState<Status | null>(null);
  return (
    <main>
      <h1>Connections</h1>
      <connection-doctor
        assets="/connection-doctor/"
        connection="gmail"
        theme="light"
        fetch={withVersion}
        onconnection-doctor-status={(event) => setStatus(event.detail.status)}
      />
      <p role="status">{status && `Gmail is ${status}`}</p>
    </main>
  );
}
