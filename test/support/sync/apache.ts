import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the server accepts; the password has a colon and Chinese in it on purpose. */
export const USER = { user: '小王', password: 'pass:口令1' }

const MODULES = '/usr/lib/apache2/modules'
const LOADED = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic', 'auth_digest', 'dav', 'dav_fs']

export interface Apache {
  readonly url: string
  /** The folder that the server shows under `/basic`, `/digest`, `/closed` and `/denied`. */
  readonly root: string
  /** Makes a folder that the server may write to. */
  makeFolder(...parts: string[]): string
  stop(): Promise<void>
}

/** Node as root runs Apache, whose workers then run as this user. */
const WORKER = process.getuid?.() === 0 ? { name: 'www-data', id: 33 } : null

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })
}

/**
 * Apache's mod_dav on loopback, as Debian's apache2-bin brings it (electron/runtime/test-tools.mjs installs that). Four addresses show one
 * folder: `/basic` with Basic sign-in and listings folder by folder, `/digest` with Digest and whole trees, `/closed` which may only be
 * read, `/denied` which lets nobody in.
 */
export async function startApache(): Promise<Apache> {
  const program = ['/usr/sbin/apache2', '/usr/bin/apache2'].find((path) => existsSync(path))
  if (program === undefined || !existsSync(join(MODULES, 'mod_dav.so'))) {
    throw new Error('These tests need Apache with mod_dav: apt-get install --no-install-recommends apache2-bin (npm test does it as root on Debian).')
  }
  const home = mkdtempSync(join(tmpdir(), 'workstation-dav-'))
  const root = join(home, 'files')
  const own = (path: string): string => {
    if (WORKER !== null) chownSync(path, WORKER.id, WORKER.id)
    return path
  }
  chmodSync(own(home), 0o755)
  mkdirSync(root)
  own(root)
  const digest = createHash('md5').update(`${USER.user}:team:${USER.password}`).digest('hex')
  writeFileSync(join(home, 'digest'), `${USER.user}:team:${digest}\n`)
  const sha = createHash('sha1').update(USER.password).digest('base64')
  writeFileSync(join(home, 'basic'), `${USER.user}:{SHA}${sha}\n`)

  const port = await freePort()
  const place = (path: string, lines: readonly string[]): string => [`Alias ${path} ${root}`, `<Location ${path}>`, '  Dav On', ...lines.map((line) => `  ${line}`), '</Location>'].join('\n')
  const basic = ['AuthType Basic', 'AuthName team', `AuthUserFile ${home}/basic`, 'Require valid-user']
  const conf = [
    `ServerRoot ${home}`,
    'ServerName localhost',
    `Listen 127.0.0.1:${port}`,
    `PidFile ${home}/pid`,
    `ErrorLog ${home}/error.log`,
    'LogLevel error',
    ...(WORKER === null ? [] : [`User ${WORKER.name}`, `Group ${WORKER.name}`]),
    ...[...LOADED, 'alias'].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
    // few processes: a test machine has two cores
    'StartServers 1',
    'ServerLimit 2',
    'ThreadsPerChild 16',
    'MaxRequestWorkers 32',
    `DavLockDB ${home}/locks`,
    `DocumentRoot ${root}`,
    place('/basic', basic),
    place('/digest', ['DavDepthInfinity On', 'AuthType Digest', 'AuthName team', `AuthUserFile ${home}/digest`, 'Require valid-user']),
    place('/closed', [...basic.slice(0, 3), '<LimitExcept GET HEAD OPTIONS PROPFIND>', '  Require all denied', '</LimitExcept>', '<Limit GET HEAD OPTIONS PROPFIND>', '  Require valid-user', '</Limit>']),
    place('/denied', ['Require all denied']),
  ].join('\n')
  writeFileSync(join(home, 'apache.conf'), `${conf}\n`)
  const child = spawn(program, ['-DFOREGROUND', '-f', join(home, 'apache.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const url = `http://127.0.0.1:${port}`
  await answering(child, url, () => `${words}${existsSync(join(home, 'error.log')) ? readFileSync(join(home, 'error.log'), 'utf8') : ''}`)
  return {
    url,
    root,
    makeFolder(...parts) {
      let path = root
      for (const part of parts) {
        path = join(path, part)
        if (!existsSync(path)) {
          mkdirSync(path)
          own(path)
        }
      }
      return path
    },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function answering(child: ChildProcess, url: string, words: () => string): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; ) {
    if (child.exitCode !== null) throw new Error(`Apache did not start: ${words()}`)
    const answered = await fetch(url, { method: 'OPTIONS' }).then(
      () => true,
      () => false,
    )
    if (answered) return
    if (Date.now() > deadline) throw new Error(`Apache does not answer: ${words()}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}

/** A self-signed certificate for 127.0.0.1. */
export function makeCertificate(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=store', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`These tests need openssl (apt-get install openssl): ${made.stderr ?? made.error?.message ?? ''}`)
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}
