// An OAuth provider that is not ours, for one test: `node provider.mjs CLIENT_ID REDIRECT_URI`. It prints `listening on ADDRESS` and
// ends when its standard input closes, so with whoever started it.

import { createServer } from "node:http";

const [clientId, redirectUri] = process.argv.slice(2);
const listening = console.log;

// The library warns of everything that is meant for development only, which is what this is, and its notices would come
// before the one line of the output.
console.info = console.warn = () => {};
const { default: Provider } = await import("oidc-provider");

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      // A native client may come back to any port of its loopback address (RFC 8252, section 7.3), so that the provider can
      // be started before the backend has one.
      application_type: "native",
      token_endpoint_auth_method: "none",
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
});

// The pages' style sheet asks for a font of another site, for which a page would wait.
provider.use((context, next) => {
  context.set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
  return next();
});

server.on("request", provider.callback());
process.stdin.resume().on("end", () => process.exit());
listening(`listening on ${issuer}`);
