-- Lists of a team and of a person in each of their orders; plans that know what a page off the way costs; counts of one team or
-- one tag that are exact however many there are.

-- DropIndex
DROP INDEX "agent_owner_id_idx";

-- DropIndex
DROP INDEX "agent_sponsor_id_idx";

-- CreateIndex
CREATE INDEX "agent_owner_id_name_id_idx" ON "agent"("owner_id", "name", "id");

-- CreateIndex
CREATE INDEX "agent_owner_id_created_at_id_idx" ON "agent"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_owner_id_last_active_at_id_idx" ON "agent"("owner_id", "last_active_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_sponsor_id_name_id_idx" ON "agent"("sponsor_id", "name", "id");

-- CreateIndex
CREATE INDEX "agent_sponsor_id_created_at_id_idx" ON "agent"("sponsor_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_sponsor_id_last_active_at_id_idx" ON "agent"("sponsor_id", "last_active_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_tenant_id_team_created_at_id_idx" ON "agent"("tenant_id", "team", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "agent_tenant_id_team_last_active_at_id_idx" ON "agent"("tenant_id", "team", "last_active_at" DESC, "id" DESC);

-- By hand from here on.
ALTER TABLE "agent" ALTER COLUMN team SET STATISTICS 500, ALTER COLUMN owner_id SET STATISTICS 500, ALTER COLUMN sponsor_id SET STATISTICS 500, ALTER COLUMN tags SET STATISTICS 300;

-- Names for searching, in one letter case: once with the hyphen as a letter, so that the end of one part with the beginning of the
-- next is in the index, where it is as rare as it is in names; and once as they are, so that where a part begins is.
DROP INDEX "agent_name_trgm";
CREATE INDEX "agent_name_parts" ON "agent" USING gin ((replace(lower(name COLLATE "C"), '-', 'Q') || ' -' || lower(name COLLATE "C")) gin_trgm_ops);
ALTER INDEX "agent_name_parts" ALTER COLUMN 1 SET STATISTICS 500;

-- What a filter of the list says, as a condition on `agent a` of one tenant; null: nothing matches. Every value is quoted
-- by `%L`. Whoever builds a statement of it runs it with the rights of the schema's owner, since `like` and arrays are not
-- leakproof and could use no index behind row-level security.
CREATE OR REPLACE FUNCTION agents_where(tenant uuid, f jsonb) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  status text := f ->> 'status';
  words text := f ->> 'q';
  escaped text;
  -- As `agent_name_parts` has it.
  searched text := $q$(replace(lower(a.name COLLATE "C"), '-', 'Q') || ' -' || lower(a.name COLLATE "C"))$q$;
  made text := format('a.tenant_id = %L', tenant);
  gone uuid[];
  all_suspended boolean;
  all_quarantined boolean;
  covers text := format($q$(SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = %L AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode $q$, tenant);
  suspended text := 'a.id IN ' || covers || $q$ IN ('suspend', 'kill'))$q$;
  quarantined text := 'a.id IN ' || covers || $q$ = 'quarantine')$q$;
  -- Not as `NOT IN`, which is taken to leave half of all.
  not_suspended text := 'NOT EXISTS ' || covers || $q$ IN ('suspend', 'kill') AND c.subject_id = a.id)$q$;
  not_contained text := 'NOT EXISTS ' || covers || $q$ IN ('suspend', 'kill', 'quarantine') AND c.subject_id = a.id)$q$;
BEGIN
  IF status IN ('draft', 'retired') THEN
    made := made || format(' AND a.state = %L', status);
  ELSIF status IS NOT NULL THEN
    made := made || $q$ AND a.state = 'active'$q$;
    SELECT coalesce(bool_or(c.mode = 'suspend'), false), coalesce(bool_or(c.mode = 'quarantine'), false) INTO all_suspended, all_quarantined
      FROM containment_cover c WHERE c.tenant_id = tenant AND c.kind = 'tenant' AND c.subject_id = tenant AND c.lifted_epoch IS NULL;
    IF (status = 'active' AND (all_suspended OR all_quarantined)) OR (status = 'quarantined' AND all_suspended) THEN RETURN NULL; END IF;
    made := made || CASE
      WHEN status = 'active' THEN ' AND ' || not_contained
      WHEN status = 'suspended' AND NOT all_suspended THEN ' AND ' || suspended
      WHEN status = 'quarantined' AND NOT all_quarantined THEN ' AND ' || quarantined || ' AND ' || not_suspended
      WHEN status = 'quarantined' THEN ' AND ' || not_suspended
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
    escaped := replace(lower(words), '_', '\_');
    -- Three characters of a row, or the beginning of a part of a name, are in the index. What is shorter is looked for where a
    -- part of a name begins.
    made := made || CASE
      WHEN words ~ '-' AND length(words) > 2 THEN format(' AND %s LIKE %L', searched, '%' || replace(escaped, '-', 'Q') || '%')
      WHEN words ~ '^-' THEN format(' AND %1$s LIKE %2$L AND %1$s LIKE %3$L', searched, '%' || escaped || '%', '%' || replace(escaped, '-', 'Q') || '%')
      WHEN length(words) > 2 OR words ~ '^[._]' THEN format(' AND %s LIKE %L', searched, '%' || escaped || '%')
      ELSE format(' AND (%1$s LIKE %2$L OR %1$s LIKE %3$L OR %1$s LIKE %4$L)', searched, '%-' || escaped || '%', '%.' || escaped || '%', '%\_' || escaped || '%') END;
  END IF;
  RETURN made;
END $$;

-- A statement that reads the first agents of a condition in an order, by each of its ways.
CREATE FUNCTION agents_in_order(condition text, ways text[], ordered text, at_most int) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN cardinality(ways) = 1 THEN concat('SELECT a.id FROM agent a WHERE ', condition, ways[1], ' ORDER BY ', ordered, ' LIMIT ', at_most)
    ELSE concat('SELECT a.id FROM (', string_agg(concat('(SELECT a.id, a.name, a.created_at, a.last_active_at FROM agent a WHERE ', condition, way, ' ORDER BY ', ordered, ' LIMIT ', at_most, ')'), ' UNION '),
      ') a ORDER BY ', ordered, ' LIMIT ', at_most) END FROM unnest(ways) way GROUP BY ways
$$;
REVOKE ALL ON FUNCTION agents_in_order FROM PUBLIC;

-- A page of agents in one of the list's orders, by keyset. The tenant is the caller's own, as everywhere; without one, or as
-- `system`, it fails. Planned anew for every question, since a rare value is looked up and a frequent one is met soon on the way.
--
-- What is on the way stands all over the table. PostgreSQL takes a walk along an index to find most of its pages in a cache of
-- `effective_cache_size` because it prices the whole walk and charges a part of it: 29,000 agents were walked for a tag of 2,000. Told
-- of a small cache, it walks where a value is frequent and collects where it is rare.
CREATE OR REPLACE FUNCTION agent_page(f jsonb, sort text, after_at text, after_id uuid, at_most int) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60 SET search_path = pg_catalog, public, pg_temp SET jit = off SET effective_cache_size = '16MB' AS $$
DECLARE
  -- Those that somebody owns and those that they sponsor are each in order by themselves: a page is the first of both.
  ways text[] := CASE WHEN f ? 'person' THEN ARRAY[format(' AND a.owner_id = %L', f ->> 'person'), format(' AND a.sponsor_id = %L', f ->> 'person')] ELSE ARRAY[''] END;
  condition text := agents_where(current_setting('lanyard.tenant')::uuid, f - 'person');
  found int;
  begins text := lower(f ->> 'q');
  -- The least text that is greater than all that begin so: names have no character above `z`.
  until_text text := begins || '{';
  after_begins boolean := after_id IS NOT NULL AND left(lower(after_at), length(begins)) = begins;
BEGIN
  IF condition IS NULL THEN RETURN; END IF;
  IF sort = 'name' AND coalesce(begins, '') <> '' THEN
    -- Names that begin with what is looked for stand together in their order, perhaps far back: they come first.
    IF after_id IS NULL OR after_begins THEN
      RETURN QUERY EXECUTE agents_in_order(concat(condition, format(' AND lower(a.name COLLATE "C") >= %L AND lower(a.name COLLATE "C") < %L', begins, until_text),
        CASE WHEN after_begins THEN format(' AND (lower(a.name COLLATE "C"), a.id) > (%L, %L)', lower(after_at), after_id) END), ways, 'lower(a.name COLLATE "C"), a.id', at_most);
      GET DIAGNOSTICS found = ROW_COUNT;
      IF found = at_most THEN RETURN; END IF;
      at_most := at_most - found;
    END IF;
    RETURN QUERY EXECUTE agents_in_order(concat(condition, format(' AND (lower(a.name COLLATE "C") < %L OR lower(a.name COLLATE "C") >= %L)', begins, until_text),
      CASE WHEN after_id IS NOT NULL AND NOT after_begins THEN format(' AND (a.name, a.id) > (%L, %L)', after_at, after_id) END), ways, 'a.name, a.id', at_most);
    RETURN;
  ELSIF sort = 'name' THEN
    RETURN QUERY EXECUTE agents_in_order(concat(condition, CASE WHEN after_id IS NOT NULL THEN format(' AND (a.name, a.id) > (%L, %L)', after_at, after_id) END), ways, 'a.name, a.id', at_most);
    RETURN;
  ELSIF sort = 'newest' THEN
    RETURN QUERY EXECUTE agents_in_order(concat(condition, CASE WHEN after_id IS NOT NULL THEN format(' AND (a.created_at, a.id) < (%L, %L)', after_at, after_id) END), ways, 'a.created_at DESC, a.id DESC', at_most);
    RETURN;
  END IF;
  -- By activity: those that were never active come last, and are read apart, since the index has them first.
  IF after_id IS NULL OR after_at IS NOT NULL THEN
    RETURN QUERY EXECUTE agents_in_order(concat(condition, ' AND a.last_active_at IS NOT NULL', CASE WHEN after_id IS NOT NULL THEN format(' AND (a.last_active_at, a.id) < (%L, %L)', after_at, after_id) END),
      ways, 'a.last_active_at DESC, a.id DESC', at_most);
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found = at_most THEN RETURN; END IF;
    at_most := at_most - found;
  END IF;
  RETURN QUERY EXECUTE agents_in_order(concat(condition, ' AND a.last_active_at IS NULL', CASE WHEN after_id IS NOT NULL AND after_at IS NULL THEN format(' AND a.id < %L', after_id) END),
    ways, 'a.last_active_at DESC, a.id DESC', at_most);
END $$;

-- How many there are of each kind under a filter, by what people see of their status. What is filtered by status, risk and
-- platform alone is read off the tallies and exact; anything else is counted among the first `at_most` that match, and `cut`
-- says that there are more. A line of teams or tags without a value says that these were counted. Of one team or one tag with
-- more agents than that, `total` says how many there are of each status, off the tallies.
CREATE OR REPLACE FUNCTION agent_counts(f jsonb, at_most int) RETURNS TABLE (kind text, status text, risk_level text, platform text, value text, agents bigint, cut boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off SET effective_cache_size = '16MB' AS $$
DECLARE
  tenant uuid := current_setting('lanyard.tenant')::uuid;
  -- Of teams and tags, the most frequent.
  values_max int := 20;
  many boolean;
  condition text;
  whole text;
BEGIN
  SELECT CASE WHEN bool_or(c.mode = 'suspend') THEN 'suspended' WHEN bool_or(c.mode = 'quarantine') THEN 'quarantined' END INTO whole
    FROM containment_cover c WHERE c.tenant_id = tenant AND c.kind = 'tenant' AND c.subject_id = tenant AND c.lifted_epoch IS NULL;
  IF f - ARRAY['status', 'risk', 'platform', 'retired', 'drills'] = '{}' THEN
    RETURN QUERY
      SELECT t.kind, CASE WHEN t.state = 'active' AND whole IS NOT NULL THEN whole ELSE t.state END, t.risk_level, t.platform, NULL::text, sum(t.agents), false
        FROM agent_tally t WHERE t.tenant_id = tenant AND t.kind = 'agents' GROUP BY t.kind, t.state, t.risk_level, t.platform HAVING sum(t.agents) <> 0;
    -- Teams and tags are kept by state alone: under another kind they are not counted, rather than counted wrongly.
    IF NOT (f ? 'risk' OR f ? 'platform') AND coalesce(f ->> 'status', 'draft') IN ('draft', 'retired') THEN
      RETURN QUERY
        SELECT r.kind, NULL::text, NULL::text, NULL::text, r.value, r.n, false FROM (
          SELECT t.kind, t.value, sum(t.agents) AS n, row_number() OVER (PARTITION BY t.kind ORDER BY sum(t.agents) DESC, t.value) AS place
          FROM agent_tally t WHERE t.tenant_id = tenant AND t.kind IN ('team', 'tag')
            AND t.state = coalesce(f ->> 'status', t.state) AND NOT (t.state = 'retired' AND coalesce((f ->> 'retired')::boolean = false, false))
          GROUP BY t.kind, t.value HAVING sum(t.agents) <> 0) r WHERE r.place <= values_max;
      RETURN QUERY VALUES ('team', NULL::text, NULL::text, NULL::text, NULL::text, 0::bigint, false), ('tag', NULL, NULL, NULL, NULL, 0, false);
    END IF;
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
  condition := agents_where(tenant, f - ARRAY['status', 'risk', 'platform', 'retired']);
  IF condition IS NULL THEN RETURN; END IF;
  RETURN QUERY EXECUTE concat($q$
    WITH found AS MATERIALIZED (
      SELECT a.risk_level, a.platform, a.team, a.tags, CASE WHEN a.state <> 'active' THEN a.state WHEN $2 = 'suspended' THEN $2
        WHEN a.id IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = $3 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill')) THEN 'suspended'
        WHEN $2 = 'quarantined' THEN $2
        WHEN a.id IN (SELECT c.subject_id FROM containment_cover c WHERE c.tenant_id = $3 AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode = 'quarantine') THEN 'quarantined'
        ELSE 'active' END AS status
      FROM agent a WHERE $q$, condition, $q$ LIMIT $1 + 1), few AS MATERIALIZED (SELECT * FROM found LIMIT $1), cut AS (SELECT (SELECT count(*) FROM found) > $1 AS is),
      mine AS (SELECT * FROM few WHERE status = coalesce($4 ->> 'status', status) AND risk_level = coalesce($4 ->> 'risk', risk_level) AND platform = coalesce($4 ->> 'platform', platform)
        AND NOT (status = 'retired' AND coalesce(($4 ->> 'retired')::boolean = false, false)))
    SELECT 'agents', status, risk_level, platform, NULL::text, count(*), cut.is FROM few, cut GROUP BY 2, 3, 4, 7
    UNION ALL (SELECT 'team', NULL, NULL, NULL, team, count(*), false FROM mine WHERE team IS NOT NULL GROUP BY 5 ORDER BY 6 DESC, 5 LIMIT $5)
    UNION ALL (SELECT 'tag', NULL, NULL, NULL, t.tag, count(*), false FROM mine CROSS JOIN LATERAL unnest(tags) t(tag) GROUP BY 5 ORDER BY 6 DESC, 5 LIMIT $5)
    UNION ALL VALUES ('team', NULL, NULL, NULL, NULL, 0, false), ('tag', NULL, NULL, NULL, NULL, 0, false) $q$)
    USING at_most, whole, tenant, f, values_max;
  IF NOT (f - ARRAY['status', 'retired', 'drills'] - 'team' = '{}' OR f - ARRAY['status', 'retired', 'drills'] - 'tag' = '{}') THEN RETURN; END IF;
  SELECT sum(t.agents) > at_most INTO many FROM agent_tally t
    WHERE t.tenant_id = tenant AND t.kind = CASE WHEN f ? 'team' THEN 'team' ELSE 'tag' END AND t.value = coalesce(f ->> 'team', f ->> 'tag');
  IF many IS NOT TRUE THEN RETURN; END IF;
  RETURN QUERY
    WITH contained AS (
      SELECT CASE WHEN bool_or(c.mode IN ('suspend', 'kill')) THEN 'suspended' ELSE 'quarantined' END AS status
      FROM containment_cover c JOIN agent a ON a.id = c.subject_id
      WHERE c.tenant_id = tenant AND c.kind = 'agent' AND c.lifted_epoch IS NULL AND c.mode IN ('suspend', 'kill', 'quarantine')
        AND a.state = 'active' AND a.registered_by <> 'containment.drill' AND CASE WHEN f ? 'team' THEN a.team = f ->> 'team' ELSE (f ->> 'tag') = ANY (a.tags) END
      GROUP BY a.id), cells AS (
      SELECT c.status, count(*) AS n FROM contained c WHERE whole IS DISTINCT FROM 'suspended' AND c.status IS DISTINCT FROM whole GROUP BY 1), kept AS (
      SELECT CASE WHEN t.state = 'active' THEN coalesce(whole, 'active') ELSE t.state END AS status, t.agents FROM agent_tally t
      WHERE t.tenant_id = tenant AND t.kind = CASE WHEN f ? 'team' THEN 'team' ELSE 'tag' END AND t.value = coalesce(f ->> 'team', f ->> 'tag'))
    SELECT 'total', s.status, NULL::text, NULL::text, NULL::text, sum(s.n)::bigint, false FROM (
      SELECT k.status, k.agents::bigint AS n FROM kept k
      UNION ALL SELECT c.status, c.n FROM cells c
      UNION ALL SELECT coalesce(whole, 'active'), -c.n FROM cells c) s GROUP BY s.status;
END $$;
