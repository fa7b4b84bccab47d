import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Attribute = { requirement?: string; type?: string; is_array?: boolean; enum?: Record<string, unknown>; profile?: string | null }
type Constraints = { at_least_one?: string[]; just_one?: string[] }
type Definition = { name: string; uid?: number; category?: string; extends?: string; attributes: Record<string, Attribute>; constraints?: Constraints; profiles?: string[] }
type Json = Record<string, unknown>

/**
 * The OCSF schema as its repository has it, to validate events against: classes and objects with what they inherit and
 * include, types by the dictionary, enumerations, what is required, constraints, and attributes that nobody has defined.
 */
export class OcsfSchema {
  readonly #dictionary: { attributes: Record<string, Attribute>; types: { attributes: Record<string, { type?: string; regex?: string; range?: [number, number]; max_len?: number }> } }
  readonly #objects: ReadonlyMap<string, Definition>
  readonly #events: ReadonlyMap<string, Definition>
  readonly #categories: Record<string, { uid: number }>
  readonly version: string

  constructor(readonly folder: string) {
    this.#dictionary = this.#json('dictionary.json') as never
    this.#categories = (this.#json('categories.json') as { attributes: Record<string, { uid: number }> }).attributes
    this.version = (this.#json('version.json') as { version: string }).version
    const all = (of: string) => readdirSync(join(folder, of), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json')).map((file) => this.#json(join(of, file)) as unknown as Definition)
    const byName = (of: string) => new Map(all(of).map((one) => [one.name, one]))
    this.#objects = byName('objects')
    this.#events = byName('events')
  }

  /** What is wrong with an event, each with the path to it; nothing when it is valid. */
  problemsOf(event: Json): string[] {
    const definition = [...this.#events.values()].find((one) => one.uid !== undefined && this.#classUid(one) === event['class_uid'])
    if (!definition) return [`there is no class ${String(event['class_uid'])}`]
    const profiles = ((event['metadata'] as Json | undefined)?.['profiles'] ?? []) as string[]
    const { attributes, constraints, profiles: offered } = this.#whole(definition, this.#events)
    return [
      ...profiles.filter((name) => !offered.includes(name)).map((name) => `the class has no profile ${name}`),
      ...(event['category_uid'] === Math.floor(this.#classUid(definition) / 1_000) ? [] : ['category_uid is not that of the class']),
      ...(event['type_uid'] === this.#classUid(definition) * 100 + Number(event['activity_id']) ? [] : ['type_uid is not class_uid * 100 + activity_id']),
      ...this.#check(event, attributes, constraints, profiles, ''),
    ]
  }

  #classUid(definition: Definition): number {
    for (let at: Definition | undefined = definition; at; at = at.extends ? this.#events.get(at.extends) : undefined)
      if (at.category && at.category in this.#categories) return (this.#categories[at.category]?.uid ?? 0) * 1_000 + (definition.uid ?? 0)
    return definition.uid ?? 0
  }

  /** With all that it inherits and includes, the nearest definition first. */
  #whole(definition: Definition, among: ReadonlyMap<string, Definition>): { attributes: Record<string, Attribute>; constraints: Constraints; profiles: string[] } {
    const above = definition.extends && among.has(definition.extends) ? this.#whole(among.get(definition.extends) as Definition, among) : { attributes: {}, constraints: {}, profiles: [] }
    const { $include, ...own } = definition.attributes as Record<string, Attribute> & { $include?: string[] }
    const attributes: Record<string, Attribute> = { ...above.attributes }
    for (const file of ($include as string[] | undefined) ?? []) {
      const profile = this.#json(file) as unknown as Definition
      for (const [name, attribute] of Object.entries(profile.attributes)) attributes[name] = { ...attributes[name], ...attribute, profile: profile.name }
    }
    for (const [name, attribute] of Object.entries(own)) attributes[name] = { ...attributes[name], ...attribute, enum: { ...attributes[name]?.enum, ...attribute.enum } }
    return { attributes, constraints: { ...above.constraints, ...definition.constraints }, profiles: [...above.profiles, ...(definition.profiles ?? [])] }
  }

  #check(value: Json, attributes: Record<string, Attribute>, constraints: Constraints, profiles: readonly string[], path: string): string[] {
    const problems: string[] = []
    const applies = ({ profile }: Attribute) => !profile || profiles.includes(profile)
    for (const [name, attribute] of Object.entries(attributes)) if (attribute.requirement === 'required' && applies(attribute) && value[name] === undefined) problems.push(`${path}${name} is required`)
    if (constraints.at_least_one && !constraints.at_least_one.some((name) => value[name] !== undefined)) problems.push(`${path}: one of ${constraints.at_least_one.join(', ')} is required`)
    for (const [name, given] of Object.entries(value)) {
      const attribute = attributes[name]
      if (!attribute) problems.push(`${path}${name} is not defined`)
      else if (!applies(attribute)) problems.push(`${path}${name} is of the profile ${attribute.profile ?? ''}, which is not applied`)
      else problems.push(...this.#checkValue(given, { ...this.#dictionary.attributes[name], ...attribute, enum: { ...this.#dictionary.attributes[name]?.enum, ...attribute.enum } }, profiles, `${path}${name}`))
    }
    return problems
  }

  #checkValue(given: unknown, { type, is_array: isArray, enum: values }: Attribute, profiles: readonly string[], path: string): string[] {
    if (isArray) return Array.isArray(given) ? given.flatMap((one, n) => this.#checkValue(one, { ...(type ? { type } : {}), ...(values ? { enum: values } : {}) }, profiles, `${path}[${n}]`)) : [`${path} is no list`]
    if (given === null || given === undefined) return [`${path} is null`]
    const object = type ? this.#objects.get(type) : undefined
    if (object && type !== 'object') {
      if (typeof given !== 'object' || Array.isArray(given)) return [`${path} is no object`]
      const { attributes, constraints } = this.#whole(object, this.#objects)
      return this.#check(given as Json, attributes, constraints, profiles, `${path}.`)
    }
    const isOfClass = path === 'class_uid' || path === 'category_uid' // checked for the class as a whole; the base event has its own
    if (!isOfClass && values && Object.keys(values).length > 0 && !(String(given) in values)) return [`${path} is ${String(given)}, which is none of ${Object.keys(values).join(', ')}`]
    return this.#checkType(given, type ?? 'object', path)
  }

  #checkType(given: unknown, type: string, path: string): string[] {
    if (type === 'object') return typeof given === 'object' ? [] : [`${path} is no object`]
    const of = this.#dictionary.types.attributes[type]
    if (!of) return [`${path} has the unknown type ${type}`]
    if (of.regex && !(typeof given === 'string' && new RegExp(of.regex).test(given))) return [`${path} is no ${type}`]
    if (of.max_len && String(given).length > of.max_len) return [`${path} is too long`]
    switch (of.type ?? type) {
      case 'string_t':
        return typeof given === 'string' && given !== '' ? [] : [`${path} is no text`]
      case 'integer_t':
        return Number.isInteger(given) && Math.abs(given as number) < 2 ** 31 ? [] : [`${path} is no 32-bit integer`]
      case 'long_t':
        return Number.isSafeInteger(given) ? [] : [`${path} is no integer`]
      case 'boolean_t':
        return typeof given === 'boolean' ? [] : [`${path} is no boolean`]
      default:
        return []
    }
  }

  #json(file: string): Json {
    return JSON.parse(readFileSync(join(this.folder, file), 'utf8')) as Json
  }
}
