// The statements that fill an estate. Everything follows from numbers by hashes under one seed, so that the same sizes
// give the same estate, up to the hour at which its year ends.

export type Sizes = { agents: number; people: number; delegations: number; events: number }

export const TENANT = '01900000-0000-7000-8000-00000000be4c'
/** What the fixed ids of an estate are of. Ids of delegations and of entries are of their time instead. */
export const KIND = { person: 1, agent: 2, key: 3, server: 4, revision: 5, mandate: 6 } as const
export const idOf = (kind: number, n: number): string => `0190000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
export const agentName = (n: number): string => `${SUBJECTS[n % SUBJECTS.length]}-${KINDS[n % KINDS.length]}-${n}`

/** Tool servers and tools: as many as the documents of the agents and their calls name. */
const [SERVERS, TOOLS] = [40, 300]
/** The team that the largest review is of: so many agents as one review holds, of all degrees of use. */
export const REVIEWED = { team: 'reviewed', max: 2_000 }
/** Mandates an agent: one that is its own, and as many again that go to agents by how much they are used. */
const MANDATES_EACH = 2
const DAYS = 365
const SUBJECTS = ['invoice', 'ledger', 'travel', 'claims', 'pricing', 'support', 'onboarding', 'payroll', 'contract', 'inventory', 'release']
const KINDS = ['bot', 'agent', 'assistant', 'planner', 'reader', 'checker', 'triage']

/** Ten delegations are five chains: of one hop, one, two, two and four; by place, how long the chain is that begins there. */
const CHAINS = [1, 1, 2, 0, 2, 0, 4, 0, 0, 0]
/** Of a hundred events of such ten, how many came before those of each place: who is last in a chain calls most. */
const SHARES = [0, 6, 28, 29, 38, 40, 54, 55, 57, 60, 100]

const SEED = Number(process.env['BENCH_SEED'] ?? 1)
const id = (kind: number, n: string) => `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
/** Even over [0, 1). */
const even = (n: string, salt: number) => `((hashint8extended((${n})::bigint, ${SEED * 1_000 + salt}) & 9007199254740991)::float8 / 9007199254740992::float8)`
/** 1 to `count`, each as often as its rank says (Zipf-like): a few do most, most do little. */
const skewed = (count: number, n: string, salt: number) => `(1 + floor(${count} * power(${even(n, salt)}, 4)))::bigint`
const pick = (words: readonly string[], n: string) => `(array[${words.map((word) => `'${word}'`).join(', ')}])[1 + (${n}) % ${words.length}]`
const nameOf = (n: string) => `(${pick(SUBJECTS, n)} || '-' || ${pick(KINDS, n)} || '-' || ${n})`
const serverOf = (agent: string, k: string) => `'server-' || (${agent} + ${k}) % ${SERVERS}`
const toolOf = (agent: string, k: string) => `'tool_' || (${agent} * 3 + ${k}) % ${TOOLS}`
/** A UUIDv7 of this time and number. */
const timed = (at: string, n: string) => `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(${n}), 12, '0'))::uuid`

/** People, agents with their documents and keys, tool servers and mandates. */
export function registrySql({ agents, people }: Sizes): string[] {
  const every = Math.max(1, Math.floor(agents / REVIEWED.max))
  const isReviewed = `((n - 1) % ${every} = 0 and (n - 1) / ${every} < ${REVIEWED.max})`
  const [owner, sponsor] = [id(KIND.person, `1 + n % ${people}`), id(KIND.person, `1 + (n * 7) % ${people}`)]
  return [
    `insert into tenant (id, slug, name, kind) values ('${TENANT}', 'bench', 'Bench', 'company')`,
    `insert into person (id, tenant_id, email, name, role, status, password_hash)
     select ${id(KIND.person, 'n')}, '${TENANT}', 'p' || n || '@bench.example', 'Person ' || n, case n when 2 then 'admin' else 'owner' end,
       case when n % 50 = 0 then 'deactivated' else 'active' end, 'nobody signs in' from generate_series(1, ${people}) n`,
    `insert into tool_server (id, tenant_id, slug, title, transport, created_by)
     select ${id(KIND.server, 'n')}, '${TENANT}', 'server-' || n - 1, 'Server ' || n - 1, jsonb_build_object('kind', 'http', 'url', 'https://server-' || n - 1 || '.bench.example/mcp'), 'bench' from generate_series(1, ${SERVERS}) n`,
    `insert into agent (id, tenant_id, name, name_key, spiffe_id, state, owner_id, sponsor_id, platform, team, purpose, risk_level, registered_by, revision_in_force_id, next_review_at, last_active_at, created_at)
     select ${id(KIND.agent, 'n')}, '${TENANT}', ${nameOf('n')}, ${nameOf('n')}, 'spiffe://bench.local/agent/' || n, case when n % 40 = 0 and not ${isReviewed} then 'retired' else 'active' end, ${owner}, ${sponsor},
       ${pick(['custom', 'langgraph', 'crewai', 'copilot'], 'n')}, case when ${isReviewed} then '${REVIEWED.team}' else 'team-' || n % 60 end, 'makes an estate of some size',
       case when n % 4 = 3 and not ${isReviewed} then 'high' when n % 4 = 2 then 'medium' else 'low' end, 'bench', ${id(KIND.revision, 'n')},
       now() + (n % 200 - case when ${isReviewed} then -1 else 20 end) * interval '1 day', now() - (n % 40) * interval '1 day', now() - interval '${DAYS} days' - (n % 300) * interval '1 hour'
     from generate_series(1, ${agents}) n`,
    `insert into agent_revision (id, tenant_id, agent_id, number, document, digest, status, author_id, approved_by, approved_at)
     select ${id(KIND.revision, 'n')}, '${TENANT}', ${id(KIND.agent, 'n')}, 1, jsonb_build_object('name', ${nameOf('n')}, 'owner', ${owner}, 'sponsor', ${sponsor}, 'purpose', 'makes an estate of some size',
         'tools', (select jsonb_agg(jsonb_build_object('mcp_server', ${serverOf('n', 'k')}, 'tool_id', ${toolOf('n', 'k')})) from generate_series(1, 1 + n % 5) k),
         'may_delegate_to', case when n % 3 = 0 then jsonb_build_array(${id(KIND.agent, `1 + (n * 13) % ${agents}`)}) else '[]'::jsonb end), 'sha-256:' || rpad(n::text, 43, 'A'), 'approved', 'bench', 'bench', now() - interval '200 days'
     from generate_series(1, ${agents}) n`,
    `insert into agent_key (id, tenant_id, agent_id, kid, jwk, created_by, created_at)
     select ${id(KIND.key, 'n')}, '${TENANT}', ${id(KIND.agent, 'n')}, ${thumbprint(`'key ' || n`)}, '{"kty":"EC","crv":"P-256"}', 'bench', now() - (n % 120) * interval '1 day' from generate_series(1, ${agents}) n`,
    `insert into mandate (id, tenant_id, kind, person_id, agent_id, scopes, resources, purpose, created_at, expires_at)
     select ${id(KIND.mandate, 'n')}, '${TENANT}', case when n % 2 = 0 then 'standing' else 'person' end, ${id(KIND.person, personOf('n', people))}, ${id(KIND.agent, 'a')},
       array['mcp:' || ${serverOf('a', '1')} || ':' || ${toolOf('a', '1')}], '{}', 'bench', now() - interval '${DAYS} days', now() + (n % 60 - 5) * interval '1 day'
     from (select n, ${agentOf('n', agents)} as a from generate_series(1, ${mandatesOf(agents)}) n) m`,
  ]
}
const mandatesOf = (agents: number) => agents * MANDATES_EACH
const agentOf = (mandate: string, agents: number) => `case when ${mandate} <= ${agents} then ${mandate} else ${skewed(agents, mandate, 2)} end`
/** Nobody's who reviews or administers: the first two people. */
const personOf = (mandate: string, people: number) => `2 + ${skewed(people - 2, mandate, 3)}`
const thumbprint = (text: string) => `rtrim(translate(encode(sha256((${text})::bytea), 'base64'), '+/', '-_'), '=')`

/**
 * Delegations in the order of a year with working hours, numbered from 1, each with the events that are under it; kept
 * beside the estate only until its events are filled.
 */
export function hopsSql({ agents, people, delegations, events }: Sizes): string[] {
  const receiver = (k: number) => `1 + (${skewed(agents, 'c.root', 4 + k)} + ${k * 7_919}) % ${agents}`
  const before = (place: string) => `(${events}::bigint * ((c.root + k - 1) / 10 * 100 + (array[${SHARES.join(', ')}])[${place}]) / ${delegations * 10})`
  const place = '(c.root + k - 1) % 10 + 1'
  return [
    `create temporary table estate_hour as
     select at, ${delegations}::bigint * (sum(weight) over (order by at) - weight) / sum(weight) over () as first, ${delegations}::bigint * (sum(weight) over (order by at)) / sum(weight) over () as last from (
       select at, case when extract(isodow from at) >= 6 then 1 when extract(hour from at) between 8 and 17 then 12 when extract(hour from at) between 18 and 22 then 3 else 1 end::bigint as weight
       from generate_series(date_trunc('hour', now()) - interval '${DAYS} days', date_trunc('hour', now()) - interval '1 hour', interval '1 hour') at) h`,
    `create unlogged table estate_hop as
     select x.*, ${timed('x.at', 'n')} as id, ${thumbprint(`'run ' || root / 50 || ' ' || above`)} as run, ${nameOf('agent')} as name, 'FIN-' || root / 100 as purpose, ${id(KIND.mandate, 'mandate')} as mandate_id,
       ${id(KIND.person, 'person')} as person_id, ${id(KIND.agent, 'agent')} as agent_id, array(select ${id(KIND.agent, 'a')} from unnest(agents) with ordinality p(a, o) order by o) as path,
       'mcp:' || ${serverOf('agent', '1')} || ':' || ${toolOf('agent', '1')} as scope
     from (
       select c.root + k as n, c.root, k as above, c.mandate, c.person, (array[a1, a2, a3, a4])[k + 1] as agent, (array[a1, a2, a3, a4])[1:k + 1] as agents,
         date_trunc('milliseconds', c.at + k * interval '1.7 seconds') as at, ${before(place)} + 1 as first_event, ${before(`${place} + 1`)} as last_event
       from (
         select root, at, mandate, ${personOf('mandate', people)} as person, ${agentOf('mandate', agents)} as a1, len from (
           select root, h.at + interval '1 hour' * (greatest(0, root - h.first - 1)::float8 / greatest(1, h.last - h.first)) as at, ${skewed(mandatesOf(agents), 'root', 1)} as mandate, (array[${CHAINS.join(', ')}])[(root - 1) % 10 + 1] as len
           from estate_hour h cross join lateral generate_series(floor(h.first)::bigint + 1, floor(h.last)::bigint) root) r where len > 0) c
       cross join lateral (select ${receiver(1)} as a2, ${receiver(2)} as a3, ${receiver(3)} as a4) y
       cross join lateral generate_series(0, c.len - 1) k where c.root + k <= ${delegations}) x`,
    `create index estate_hop_n on estate_hop (n)`,
    `vacuum analyze estate_hop`,
    `insert into delegation (id, tenant_id, mandate_id, parent_id, agent_id, root_person_id, autonomous, path, depth, audience, scopes_in, scopes, dropped, purpose, run_id, document_digest, epoch, token, issued_at, expires_at)
     select h.id, '${TENANT}', h.mandate_id, p.id, h.agent_id, h.person_id, h.mandate % 2 = 0, h.path, h.above + 1,
       'https://gateway.bench.example/mcp/' || ${serverOf('h.agent', '1')}, array[h.scope], array[h.scope], '{}', h.purpose, h.run, 'sha-256:' || rpad(h.agent::text, 43, 'A'), 0,
       jsonb_build_object('iss', 'https://lanyard.bench.example', 'jti', h.id, 'sub', h.person_id, 'client_id', h.agent_id, 'scope', h.scope), h.at, h.at + interval '5 minutes'
     from estate_hop h left join estate_hop p on h.above > 0 and p.n = h.n - 1 order by h.n`,
    `insert into run (agent_id, run_id, tenant_id, first_seen_at, last_seen_at) select agent_id, run, '${TENANT}', min(at), max(at) from estate_hop group by agent_id, run`,
  ]
}

/** Links leaves in the order of a log, as `chainHash` does. */
export const CHAIN_SQL = [
  `create function pg_temp.link(state bytea, leaf bytea, before bytea) returns bytea language plpgsql immutable as $$ begin return sha256(coalesce(state, before) || leaf); end $$`,
  `create aggregate pg_temp.chain(bytea, bytea) (sfunc = pg_temp.link, stype = bytea)`,
]

const nullable = (value: string) => `coalesce('"' || ${value} || '"', 'null')`
/** The same text as `canonicalEntry` makes of the row. */
const CANONICAL = `'{"action":"' || action || '","actor_id":"' || agent_id || '","actor_kind":"agent","actor_name":"' || actor_name || '","agent_id":"' || agent_id || '","cause_id":' || ${nullable('cause_id')}
  || ',"chain":["' || array_to_string(chain, '","') || '"],"delegation_id":"' || delegation_id || '","detail":' || detail || ',"id":"' || id || '","mandate_id":"' || mandate_id
  || '","occurred_at":"' || to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","purpose":"' || purpose || '","reason":' || ${nullable('reason')} || ',"result":"' || result
  || '","root_person_id":"' || root_person_id || '","run_id":"' || run_id || '","subject_id":null,"subject_kind":null,"subject_name":null,"tenant_id":"${TENANT}","tool":' || ${nullable('tool')} || ',"tool_server":' || ${nullable('tool_server')} || '}'`

/**
 * The entries under delegations `$1` to `$2`, sealed from place `$3` on behind the link `$4`: the token, then calls, each with its
 * outcome where it was allowed. Returns how many, and the last link.
 */
export function eventsSql(): string {
  const at = (j: string) => `(h.at + interval '1 millisecond' * ((${j}) * (280000 / (h.last_event - h.first_event + 1))))`
  const isDenied = (n: string) => `${even(n, 9)} < case when h.agent % 23 = 0 then 0.15 else 0.02 end`
  const k = '(1 + (e - case when is_outcome then 1 else 0 end) % 3)'
  return `
with numbered as (
  select h.*, e, e - h.first_event as j, (e - h.first_event) % 2 = 0 and e > h.first_event and not ${isDenied('e - 1')} as is_outcome
  from estate_hop h cross join lateral generate_series(h.first_event, h.last_event) e where h.n between $1 and $2
),
shaped as (
  select h.*, ${timed(at('j'), 'e')} as entry_id, ${at('j')} as occurred_at, j > 0 and not is_outcome and ${isDenied('e')} as is_denied from numbered h
),
made as materialized (
  select entry_id as id, occurred_at, case when j = 0 then 'token.issue' when is_outcome then 'tool.outcome' else 'tool.call' end as action,
    case when is_denied then 'denied' when is_outcome then case when e % 41 = 0 then 'failed' else 'ok' end else 'allowed' end as result, case when is_denied then ${pick(['scope', 'containment', 'edge', 'scope', 'mandate'], 'e')} end as reason,
    name as actor_name, person_id as root_person_id, agent_id, path as chain, h.id as delegation_id, mandate_id, run as run_id, case when j > 0 then ${serverOf('agent', k)} end as tool_server, case when j > 0 then ${toolOf('agent', k)} end as tool, purpose,
    case when is_outcome then ${timed(at('j - 1'), 'e - 1')} end as cause_id,
    case when is_outcome then '{"ms":' || e % 900 || '}'
      else '{"decision":[{"check":"signature","detail":"","ok":true},{"check":"containment","detail":"not contained","ok":true},{"check":"scope","detail":"' || case when is_denied then 'not in the mandate","ok":false}]' else '","ok":true}]' end
        || case when j = 0 then '}' else ',"parameters":{"amount":' || e % 977 || ',"path":"/invoices/' || e % 100000 || '.json"}}' end end as detail
  from shaped h order by entry_id
),
written as (
  insert into ledger_entry (id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, actor_name, root_person_id, agent_id, chain, delegation_id, mandate_id, run_id, tool_server, tool, purpose, cause_id, detail)
  select id, '${TENANT}', occurred_at, action, result, reason, 'agent', agent_id, actor_name, root_person_id, agent_id, chain, delegation_id, mandate_id, run_id, tool_server, tool, purpose, cause_id, detail::jsonb from made
),
hashed as (select id, occurred_at, sha256('\\x00'::bytea || convert_to(${CANONICAL}, 'UTF8')) as leaf from made),
linked as (select id, occurred_at, leaf, row_number() over w as n, pg_temp.chain(leaf, $4::bytea) over w as link from hashed window w as (order by id rows unbounded preceding)),
sealed as (
  insert into ledger_leaf (tenant_id, position, entry_id, leaf_hash, chain_hash, sealed_at)
  select '${TENANT}', $3::bigint + n - 1, id, leaf, link, occurred_at + interval '300 milliseconds' from linked order by n returning position, chain_hash
)
select count(*)::int as count, (array_agg(chain_hash order by position desc))[1] as last from sealed`
}

/** Agents by what lists count them by, and what they used by tool and day: as `tally_agents` and `sumUse` would have left them. */
export const SUMS_SQL = [
  `delete from agent_tally`,
  `insert into agent_tally (tenant_id, kind, state, risk_level, platform, value, agents)
   select tenant_id, 'agents', state, risk_level, platform, null, count(*) from agent group by 1, 3, 4, 5
   union all select tenant_id, 'team', state, null, null, team, count(*) from agent where team is not null group by 1, 3, 6`,
  `insert into agent_use (tenant_id, agent_id, tool_server, tool, day, allowed, denied, last_allowed_at)
   select tenant_id, agent_id, coalesce(tool_server, ''), coalesce(tool, ''), occurred_at::date, count(*) filter (where result = 'allowed'), count(*) filter (where result <> 'allowed'), max(occurred_at) filter (where result = 'allowed')
   from ledger_entry where action = 'tool.call' and agent_id is not null group by 1, 2, 3, 4, 5`,
  `insert into agent_use_person (tenant_id, agent_id, person_id, day, calls)
   select tenant_id, agent_id, root_person_id, occurred_at::date, count(*) from ledger_entry
   where action = 'tool.call' and agent_id is not null and root_person_id is not null and result = 'allowed' group by 1, 2, 3, 4`,
  `update agent_use_cursor set xid = pg_current_xact_id(), updated_at = now()`,
]
