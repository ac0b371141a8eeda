// A real OpenID provider for the tests, which can be told to misbehave: `POST /test` says what the
// next sign-in does. Everything that is not named there is what the library does by itself.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [modules, redirectUri] = process.argv.slice(2);
const bring = async (name) => {
  const found = createRequire(join(modules, 'from.js')).resolve(name);
  return import(pathToFileURL(found).href);
};
const { default: Provider } = await bring('oidc-provider');
const jose = await bring('jose');

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'first', alg: 'RS256', use: 'sig' };
let asked = {};

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const found = probe.address().port;
    probe.close(() => resolve(found));
  });
});
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    // A secret with signs that mean something in a header and in a form.
    { client_id: 'spiegel', client_secret: 'een geheim+van/de:test%', redirect_uris: [redirectUri] },
  ],
  jwks: { keys: [jwk] },
  cookies: { keys: ['only for a test'] },
  acrValues: ['two-factors'],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, amr: null },
  features: { devInteractions: { enabled: false } },
  ttl: {
    AccessToken: 60, IdToken: 60, Grant: 60, Session: 60, Interaction: 60,
    AuthorizationCode: () => asked.codeLife ?? 60,
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: asked.email, email_verified: asked.verified }),
  }),
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope(ctx.oidc.params.scope);
    await grant.save();
    return grant;
  },
});

async function sign(claims) {
  const header = { alg: 'RS256', kid: 'first', typ: 'JWT' };
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  switch (asked.signedWith) {
    case 'none':
      return new jose.UnsecuredJWT(claims).encode();
    case 'public key': {
      const secret = new TextEncoder().encode(publicPem);
      return new jose.SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret);
    }
    case 'stranger':
      return new jose.SignJWT(claims).setProtectedHeader(header).sign(stranger);
    case 'own key': {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      const brought = createPublicKey(own).export({ format: 'jwk' });
      const itself = { alg: 'ES256', kid: 'own', jwk: brought, jku: issuer };
      return new jose.SignJWT(claims).setProtectedHeader(itself).sign(own);
    }
    case 'strange kid':
      return new jose.SignJWT(claims).setProtectedHeader({ ...header, kid: 'x' }).sign(stranger);
    default:
      return new jose.SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  }
}

provider.use(async (ctx, next) => {
  if (ctx.path === '/test') {
    const parts = [];
    for await (const part of ctx.req) parts.push(part);
    asked = JSON.parse(Buffer.concat(parts).toString());
    ctx.body = {};
    return;
  }
  if (ctx.path === '/elsewhere') {
    ctx.type = 'html';
    ctx.body = `<a href="${ctx.query.to}">elsewhere</a>`;
    return;
  }
  if (ctx.path.startsWith('/interaction/')) {
    const login = { accountId: asked.subject, acr: asked.acr, amr: asked.amr };
    const denied = { error: 'access_denied', error_description: 'no' };
    ctx.body = '';
    await provider.interactionFinished(ctx.req, ctx.res, asked.denied ? denied : { login });
    ctx.respond = false;
    return;
  }
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token && (asked.claims || asked.signedWith)) {
    const claims = { ...jose.decodeJwt(ctx.body.id_token), ...asked.claims };
    ctx.body.id_token = await sign(claims);
  }
  if (ctx.path === '/token' && asked.token) ctx.body = { ...ctx.body, ...asked.token };
  if (ctx.path === '/me' && asked.userinfo) ctx.body = { ...ctx.body, ...asked.userinfo };
  if (ctx.path === '/.well-known/openid-configuration' && asked.metadata) {
    ctx.body = { ...ctx.body, ...asked.metadata };
  }
});

provider.listen(port, '127.0.0.1', () => console.log(issuer));
// Whoever started this ends it by closing its input, also by dying.
process.stdin.on('end', () => process.exit(0)).resume();
