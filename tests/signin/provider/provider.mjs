// An OpenID Connect provider for tests. Prints one line of JSON when it listens; ends when its standard input does.
//
// POST /rotate replaces its keys, as providers do from time to time.

import * as crypto from 'node:crypto';
import * as http from 'node:http';
import Provider from 'oidc-provider';

const REDIRECT = 'https://events.lindenhof.example/signed-in';

const person = (id) => ({
  sub: id,
  given_name: 'Mara',
  family_name: 'Oyelaran',
  email: `${id}@oyelaran.example`,
  email_verified: true,
});

const client = (id, algorithm) => ({
  client_id: id,
  redirect_uris: [REDIRECT],
  response_types: ['code'],
  grant_types: ['authorization_code'],
  token_endpoint_auth_method: 'none',
  id_token_signed_response_alg: algorithm,
});

function makeKeys(round) {
  const make = (kind, options, algorithm) => ({
    ...crypto.generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
    kid: `${algorithm}-${round}`,
    alg: algorithm,
    use: 'sig',
  });
  return {
    keys: [
      make('rsa', { modulusLength: 2048 }, 'RS256'),
      make('rsa', { modulusLength: 2048 }, 'PS256'),
      make('ec', { namedCurve: 'P-256' }, 'ES256'),
    ],
  };
}

function makeProvider(issuer, jwks) {
  return new Provider(issuer, {
    jwks,
    clients: [client('website', 'RS256'), client('website-ps', 'PS256'), client('website-es', 'ES256')],
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['given_name', 'family_name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => person(id) }),
    extraTokenClaims: (_ctx, token) => person(token.accountId),
    ttl: { AccessToken: 600, IdToken: 600, Grant: 600, Interaction: 600, Session: 600 },
    features: {
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        // As at providers whose access tokens are meant for the website itself.
        getResourceServerInfo: (_ctx, _resource, forClient) => ({
          scope: 'openid profile email',
          audience: forClient.clientId,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
}

let answer;
let round = 0;
const server = http.createServer((request, response) => {
  if (request.url === '/rotate') {
    renew();
    response.end();
    return;
  }
  answer(request, response);
});

function renew() {
  round += 1;
  answer = makeProvider(`http://127.0.0.1:${server.address().port}`, makeKeys(round)).callback();
}

server.listen(0, '127.0.0.1', () => {
  renew();
  console.log(JSON.stringify({ issuer: `http://127.0.0.1:${server.address().port}` }));
});
process.stdin.on('end', () => process.exit()).resume();
