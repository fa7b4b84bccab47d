-- The registry at a million agents: tags, an index for what lists filter by, lists planned anew for what is asked, and
-- counts that are kept while agents change.

-- AlterTable
ALTER TABLE "agent" ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "agent_tally" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "risk_level" TEXT,
    "platform" TEXT,
    "value" TEXT,
    "agents" INTEGER NOT NULL,

    CONSTRAINT "agent_tally_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "agent_tally_tenant_id_kind_idx" ON "agent_tally"("tenant_id", "kind");

-- CreateIndex
CREATE INDEX "agent_tenant_id_platform_risk_level_name_id_idx" ON "agent"("tenant_id", "platform", "risk_level", "name", "id");

-- CreateIndex
CREATE INDEX "agent_tenant_id_risk_level_name_id_idx" ON "agent"("tenant_id", "risk_level", "name", "id");

-- CreateIndex
CREATE INDEX "agent_tenant_id_team_name_id_idx" ON "agent"("tenant_id", "team", "name", "id");

-- By hand from here on.
-- Tags are for finding agents by; no policy reads them.
UPDATE "agent" SET tags = '{}' WHERE tags IS NULL;
ALTER TABLE "agent" ALTER COLUMN "tags" SET NOT NULL;
ALTER TABLE "agent" ADD CONSTRAINT "agent_tags_few" CHECK (cardinality(tags) <= 20);
ALTER TABLE "agent_tally" ADD CONSTRAINT "agent_tally_kind" CHECK (kind IN ('agents', 'team', 'tag'));
CREATE INDEX "agent_tags" ON "agent" USING GIN (tags);
-- What is not active is the smaller part, and far back in every order that begins with what is: its own order is kept.
CREATE INDEX "agent_idle_by_name" ON "agent" (tenant_id, state, name, id) WHERE state <> 'active';
CREATE INDEX "agent_idle_by_creation" ON "agent" (tenant_id, state, created_at DESC, id DESC) WHERE state <> 'active';
CREATE INDEX "agent_idle_by_activity" ON "agent" (tenant_id, state, last_active_at DESC, id DESC) WHERE state <> 'active';
CREATE INDEX "person_gone" ON "person" (tenant_id, id) WHERE status <> 'active';
-- A platform has its own risks, and a team its platforms: how many have both is not the product of how many have each.
CREATE STATISTICS "agent_kinds" (mcv, dependencies) ON state, risk_level, platform, team FROM "agent";
ALTER TABLE "agent" ALTER COLUMN name SET STATISTICS 500;

-- Counts are kept as what each change adds or takes away, and read as their sum: nobody who registers, retires or kills
-- waits for a row that somebody else is counting in. Agents of drills are nobody's estate. Agents are never deleted but
-- with a whole sample, whose tallies go with it.
CREATE FUNCTION tally_agents() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO agent_tally (tenant_id, kind, state, risk_level, platform, value, agents)
      SELECT a.tenant_id, c.kind, a.state, c.risk_level, c.platform, c.value, count(*)
      FROM now_agents a CROSS JOIN LATERAL (
        SELECT 'agents' AS kind, a.risk_level, a.platform, NULL::text AS value
        UNION ALL SELECT 'team', NULL, NULL, a.team WHERE a.team IS NOT NULL
        UNION ALL SELECT 'tag', NULL, NULL, t.tag FROM unnest(a.tags) t(tag)) c
      WHERE a.registered_by <> 'containment.drill'
      GROUP BY 1, 2, 3, 4, 5, 6;
  ELSE
    INSERT INTO agent_tally (tenant_id, kind, state, risk_level, platform, value, agents)
      SELECT a.tenant_id, c.kind, a.state, c.risk_level, c.platform, c.value, sum(a.n)
      FROM (SELECT 1 AS n, tenant_id, state, risk_level, platform, team, tags, registered_by FROM now_agents
        UNION ALL SELECT -1, tenant_id, state, risk_level, platform, team, tags, registered_by FROM was_agents) a
      CROSS JOIN LATERAL (
        SELECT 'agents' AS kind, a.risk_level, a.platform, NULL::text AS value
        UNION ALL SELECT 'team', NULL, NULL, a.team WHERE a.team IS NOT NULL
        UNION ALL SELECT 'tag', NULL, NULL, t.tag FROM unnest(a.tags) t(tag)) c
      WHERE a.registered_by <> 'containment.drill'
      GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(a.n) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "agent_tally_of_new" AFTER INSERT ON "agent" REFERENCING NEW TABLE AS now_agents FOR EACH STATEMENT EXECUTE FUNCTION tally_agents();
CREATE TRIGGER "agent_tally_of_changes" AFTER UPDATE ON "agent" REFERENCING OLD TABLE AS was_agents NEW TABLE AS now_agents FOR EACH STATEMENT EXECUTE FUNCTION tally_agents();

INSERT INTO agent_tally (tenant_id, kind, state, risk_level, platform, value, agents)
  SELECT tenant_id, 'agents', state, risk_level, platform, NULL, count(*) FROM agent WHERE registered_by <> 'containment.drill' GROUP BY 1, 3, 4, 5
  UNION ALL SELECT tenant_id, 'team', state, NULL, NULL, team, count(*) FROM agent WHERE team IS NOT NULL AND registered_by <> 'containment.drill' GROUP BY 1, 3, 6;

-- Adds up what has gathered; what is read stays the same. By one at a time: another one would find nothing left to do.
CREATE FUNCTION sum_agent_tally() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  summed integer := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('agent_tally')) THEN RETURN 0; END IF;
  IF (SELECT count(*) FROM agent_tally) < 500 + 2 * (SELECT count(*) FROM (SELECT FROM agent_tally GROUP BY tenant_id, kind, state, risk_level, platform, value) c) THEN RETURN 0; END IF;
  WITH gone AS (DELETE FROM agent_tally RETURNING *)
    INSERT INTO agent_tally (tenant_id, kind, state, risk_level, platform, value, agents)
      SELECT tenant_id, kind, state, risk_level, platform, value, sum(agents) FROM gone GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(agents) <> 0;
  GET DIAGNOSTICS summed = ROW_COUNT;
  RETURN summed;
END $$;
REVOKE ALL ON FUNCTION sum_agent_tally FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sum_agent_tally TO lanyard_worker;

-- What a filter of the list says, as a condition on `agent a` of one tenant; null: nothing matches. Every value is quoted
-- by `%L`. Whoever builds a statement of it runs it with the rights of the schema's owner, since `like` and arrays are not
-- leakproof and could use no index behind row-level security.
CREATE FUNCTION agents_where(tenant uuid, f jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  status text := f ->> 'status';
  words text := f ->> 'q';
  escaped text;
  made text := format('a.tenant_id = %L', tenant);
  gone uuid[];
  all_suspended boolean;
  all_quarantined boolean;
  covered text := format($q$ IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = %L AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode $q$, tenant);
  suspended text := covered || $q$ IN ('suspend', 'kill'))$q$;
  quarantined text := covered || $q$ = 'quarantine')$q$;
BEGIN
  IF status IN ('draft', 'retired') THEN
    made := made || format(' AND a.state = %L', status);
  ELSIF status IS NOT NULL THEN
    made := made || $q$ AND a.state = 'active'$q$;
    SELECT coalesce(bool_or(c.mode = 'suspend'), false), coalesce(bool_or(c.mode = 'quarantine'), false) INTO all_suspended, all_quarantined
      FROM containment_cover c WHERE c.tenant_id = tenant AND c.kind = 'tenant' AND c.subject_id = tenant AND c.lifted_epoch IS NULL;
    IF (status = 'active' AND (all_suspended OR all_quarantined)) OR (status = 'quarantined' AND all_suspended) THEN RETURN NULL; END IF;
    made := made || CASE
      WHEN status = 'active' THEN ' AND NOT (a.id' || suspended || ') AND NOT (a.id' || quarantined || ')'
      WHEN status = 'suspended' AND NOT all_suspended THEN ' AND a.id' || suspended
      WHEN status = 'quarantined' AND NOT all_quarantined THEN ' AND a.id' || quarantined || ' AND NOT (a.id' || suspended || ')'
      WHEN status = 'quarantined' THEN ' AND NOT (a.id' || suspended || ')'
      ELSE '' END;
  END IF;
  IF (f ->> 'retired')::boolean = false THEN made := made || $q$ AND a.state <> 'retired'$q$; END IF;
  IF (f ->> 'drills')::boolean IS NOT TRUE THEN made := made || $q$ AND a.registered_by <> 'containment.drill'$q$; END IF;
  IF f ? 'name' THEN made := made || format(' AND a.name = %L', f ->> 'name'); END IF;
  IF f ? 'risk' THEN made := made || format(' AND a.risk_level = %L', f ->> 'risk'); END IF;
  IF f ? 'platform' THEN made := made || format(' AND a.platform = %L', f ->> 'platform'); END IF;
  IF f ? 'team' THEN made := made || format(' AND a.team = %L', f ->> 'team'); END IF;
  IF f ? 'tag' THEN made := made || format(' AND a.tags @> ARRAY[%L]', f ->> 'tag'); END IF;
  IF f ? 'person' THEN made := made || format(' AND (a.owner_id = %1$L OR a.sponsor_id = %1$L)', f ->> 'person'); END IF;
  IF (f ->> 'ownerless')::boolean THEN
    SELECT coalesce(array_agg(p.id), '{}') INTO gone FROM person p WHERE p.tenant_id = tenant AND p.status <> 'active';
    made := made || format($q$ AND a.state <> 'retired' AND (a.owner_id = ANY (%1$L::uuid[]) OR a.sponsor_id = ANY (%1$L::uuid[]))$q$, gone);
  END IF;
  IF coalesce(words, '') <> '' THEN
    -- Names have no other characters.
    IF words !~ '^[A-Za-z0-9._-]*[A-Za-z0-9][A-Za-z0-9._-]*$' THEN RETURN NULL; END IF;
    escaped := replace(words, '_', '\_');
    -- Three letters of a row, or the beginning or the end of a part of a name, are in the index. What is shorter is looked
    -- for where a part of a name begins.
    made := made || CASE
      WHEN words ~ '[A-Za-z0-9]{3}|[A-Za-z0-9]{2}[._-]|[._-][A-Za-z0-9]' THEN format(' AND a.name ILIKE %L', '%' || escaped || '%')
      ELSE format(' AND (a.name ILIKE %L OR a.name ILIKE %L OR a.name ILIKE %L OR a.name ILIKE %L)', escaped || '%', '%-' || escaped || '%', '%.' || escaped || '%', '%\_' || escaped || '%') END;
  END IF;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION agents_where FROM PUBLIC;

-- A page of agents in one of the list's orders, by keyset. The tenant is the caller's own, as everywhere; without one, or as
-- `system`, it fails. Planned anew for every question, since a rare value is looked up and a frequent one is met soon on the way.
CREATE FUNCTION agent_page(f jsonb, sort text, after_at text, after_id uuid, at_most int) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
  condition text := agents_where(current_setting('lanyard.tenant')::uuid, f);
  found int;
BEGIN
  IF condition IS NULL THEN RETURN; END IF;
  IF sort = 'name' THEN
    RETURN QUERY EXECUTE concat('SELECT a.id FROM agent a WHERE ', condition, CASE WHEN after_id IS NOT NULL THEN format(' AND (a.name, a.id) > (%L, %L)', after_at, after_id) END,
      ' ORDER BY a.name, a.id LIMIT ', at_most);
    RETURN;
  ELSIF sort = 'newest' THEN
    RETURN QUERY EXECUTE concat('SELECT a.id FROM agent a WHERE ', condition, CASE WHEN after_id IS NOT NULL THEN format(' AND (a.created_at, a.id) < (%L, %L)', after_at, after_id) END,
      ' ORDER BY a.created_at DESC, a.id DESC LIMIT ', at_most);
    RETURN;
  END IF;
  -- By activity: those that were never active come last, and are read apart, since the index has them first.
  IF after_id IS NULL OR after_at IS NOT NULL THEN
    RETURN QUERY EXECUTE concat('SELECT a.id FROM agent a WHERE ', condition, ' AND a.last_active_at IS NOT NULL',
      CASE WHEN after_id IS NOT NULL THEN format(' AND (a.last_active_at, a.id) < (%L, %L)', after_at, after_id) END, ' ORDER BY a.last_active_at DESC, a.id DESC LIMIT ', at_most);
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found = at_most THEN RETURN; END IF;
    at_most := at_most - found;
  END IF;
  RETURN QUERY EXECUTE concat('SELECT a.id FROM agent a WHERE ', condition, ' AND a.last_active_at IS NULL',
    CASE WHEN after_id IS NOT NULL AND after_at IS NULL THEN format(' AND a.id < %L', after_id) END, ' ORDER BY a.last_active_at DESC, a.id DESC LIMIT ', at_most);
END $$;
REVOKE ALL ON FUNCTION agent_page FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agent_page TO lanyard_authority;

-- How many there are of each kind under a filter, by what people see of their status. What is filtered by status, risk and
-- platform alone is read off the tallies and exact; anything else is counted among the first `at_most` that match, and `cut`
-- says that there are more.
CREATE FUNCTION agent_counts(f jsonb, at_most int) RETURNS TABLE (kind text, status text, risk_level text, platform text, value text, agents bigint, cut boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
  tenant uuid := current_setting('lanyard.tenant')::uuid;
  condition text;
  whole text;
BEGIN
  SELECT CASE WHEN bool_or(c.mode = 'suspend') THEN 'suspended' WHEN bool_or(c.mode = 'quarantine') THEN 'quarantined' END INTO whole
    FROM containment_cover c WHERE c.tenant_id = tenant AND c.kind = 'tenant' AND c.subject_id = tenant AND c.lifted_epoch IS NULL;
  IF f - ARRAY['status', 'risk', 'platform', 'retired', 'drills'] = '{}' THEN
    RETURN QUERY
      SELECT t.kind, CASE WHEN t.state = 'active' AND whole IS NOT NULL AND t.kind = 'agents' THEN whole ELSE t.state END, t.risk_level, t.platform, t.value, sum(t.agents), false
        FROM agent_tally t WHERE t.tenant_id = tenant GROUP BY t.kind, t.state, t.risk_level, t.platform, t.value HAVING sum(t.agents) <> 0;
    IF whole = 'suspended' THEN RETURN; END IF;
    -- What contains an agent by itself is counted out of the active ones.
    RETURN QUERY
      WITH contained AS (
        SELECT a.risk_level, a.platform, CASE WHEN bool_or(c.mode IN ('suspend', 'kill')) THEN 'suspended' ELSE 'quarantined' END AS status
        FROM containment_cover c JOIN agent a ON a.id = c.subject_id
        WHERE c.tenant_id = tenant AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill', 'quarantine')
          AND a.state = 'active' AND a.registered_by <> 'containment.drill'
        GROUP BY a.id, a.risk_level, a.platform), cells AS (
        SELECT c.status, c.risk_level, c.platform, count(*) AS n FROM contained c WHERE c.status IS DISTINCT FROM whole GROUP BY 1, 2, 3)
      SELECT 'agents', c.status, c.risk_level, c.platform, NULL, c.n, false FROM cells c
      UNION ALL SELECT 'agents', coalesce(whole, 'active'), c.risk_level, c.platform, NULL, -c.n, false FROM cells c;
    RETURN;
  END IF;
  condition := agents_where(tenant, f - ARRAY['status', 'risk', 'platform']);
  IF condition IS NULL THEN RETURN; END IF;
  RETURN QUERY EXECUTE concat($q$
    WITH found AS MATERIALIZED (
      SELECT a.risk_level, a.platform, a.team, a.tags, CASE WHEN a.state <> 'active' THEN a.state WHEN $2 = 'suspended' THEN $2
        WHEN a.id IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = $3 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill')) THEN 'suspended'
        WHEN $2 = 'quarantined' THEN $2
        WHEN a.id IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = $3 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode = 'quarantine') THEN 'quarantined'
        ELSE 'active' END AS status
      FROM agent a WHERE $q$, condition, $q$ LIMIT $1 + 1), few AS (SELECT * FROM found LIMIT $1), cut AS (SELECT (SELECT count(*) FROM found) > $1 AS is)
    SELECT 'agents', status, risk_level, platform, NULL::text, count(*), cut.is FROM few, cut GROUP BY 2, 3, 4, 7
    UNION ALL SELECT 'team', status, risk_level, platform, team, count(*), cut.is FROM few, cut WHERE team IS NOT NULL GROUP BY 2, 3, 4, 5, 7
    UNION ALL SELECT 'tag', status, risk_level, platform, t.tag, count(*), cut.is FROM few CROSS JOIN LATERAL unnest(tags) t(tag), cut GROUP BY 2, 3, 4, 5, 7 $q$)
    USING at_most, whole, tenant;
END $$;
REVOKE ALL ON FUNCTION agent_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agent_counts TO lanyard_authority;

-- Tallies are kept by the trigger alone.
GRANT SELECT ON "agent_tally" TO lanyard_authority;
ALTER TABLE "agent_tally" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "agent_tally" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));
