import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { registerFileSchema } from '../../src/contract/register-file'
import type { Register } from '../../src/domain/register/register'
import { ROOT, tempFolder } from './folders'

export const LOANS = join(ROOT, 'test/fixtures/registers/loans.yaml')

/** A program's own files with one register more among them: nothing but its description was added. Tasks take the place of the real ones. */
export function withOneRegisterMore(file = LOANS): string {
  const dir = tempFolder()
  symlinkSync(join(ROOT, 'drizzle'), join(dir, 'drizzle'))
  cpSync(join(ROOT, 'resources'), join(dir, 'resources'), { recursive: true })
  cpSync(file, join(dir, 'resources/registers', basename(file) === 'tasks.yaml' ? 'warehouse-tasks.yaml' : 'loans.yaml'))
  return dir
}

export const readRegister = (file = LOANS): Register => registerFileSchema.parse(parse(readFileSync(file, 'utf8')))
