-- An order over a thousand agents writes a thousand covers at once. Each index compares its first columns for every row, so
-- that the subject stands before what all rows of an order have in common; and an order's epoch is its own, so that what an
-- epoch covered is found by the order.
DROP INDEX "containment_cover_epoch";
DROP INDEX "containment_cover_tenant_id_kind_subject_id_epoch_idx";
ALTER TABLE "containment_cover" DROP CONSTRAINT "containment_cover_pkey";
ALTER TABLE "containment_cover" ADD CONSTRAINT "containment_cover_pkey" PRIMARY KEY ("tenant_id", "subject_id", "kind", "order_id");
CREATE INDEX "containment_cover_order_id_idx" ON "containment_cover" ("order_id");
CREATE INDEX "containment_order_tenant_id_epoch_idx" ON "containment_order" ("tenant_id", "epoch");
-- The list of a thousand agents is written while the tenant waits; compressing it costs more than its pages.
ALTER TABLE "containment_order" ALTER COLUMN "covered" SET STORAGE EXTERNAL;

-- What a halt reaches is followed by what each hop of authority is needed for on the way, so that no hop is looked up twice
-- for it; and everything that is said of it (who they are, whose they are, what is being called) is read in the same go.
DROP FUNCTION reach_of;
DROP FUNCTION dead_of;
DROP FUNCTION hops_through;

CREATE TYPE reached_hop AS (id uuid, agent_id uuid, revoked boolean);

-- Every unexpired hop of authority that ends at one of `agents` but is not among `known`, and all that came from these,
-- level by level. Planned once, for the indexes: a plan for each level looks at each of its ids and takes five times as long
-- as finding them. With the rights of the caller, who sees one tenant; so do the functions below.
CREATE FUNCTION hops_through(tenant uuid, agents uuid[], known uuid[], run text) RETURNS reached_hop[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  found reached_hop[];
  level reached_hop[];
  seen uuid[] := known;
  levels int := 0;
BEGIN
  level := ARRAY(
    SELECT ROW (hop.id, hop.agent_id, hop.revoked)::reached_hop FROM unnest(agents) AS a(id) CROSS JOIN LATERAL (
      SELECT d.id, d.agent_id, d.revoked_at IS NOT NULL AS revoked FROM delegation d
      WHERE d.tenant_id = tenant AND d.agent_id = a.id AND d.expires_at > now() AND (run IS NULL OR d.run_id = run) OFFSET 0) hop
    WHERE NOT EXISTS (SELECT FROM unnest(seen) s(id) WHERE s.id = hop.id));
  found := level;
  -- Chains are far shorter; what is deeper is a loop in the data.
  WHILE cardinality(level) > 0 AND levels < 64 LOOP
    seen := seen || ARRAY(SELECT l.id FROM unnest(level) l);
    level := ARRAY(
      SELECT ROW (hop.id, hop.agent_id, hop.revoked)::reached_hop FROM unnest(level) AS l CROSS JOIN LATERAL (
        SELECT d.id, d.agent_id, d.revoked_at IS NOT NULL AS revoked FROM delegation d
        WHERE d.parent_id = l.id AND d.tenant_id IS NOT DISTINCT FROM tenant AND d.expires_at > now() OFFSET 0) hop
      WHERE NOT EXISTS (SELECT FROM unnest(seen) s(id) WHERE s.id = hop.id));
    found := found || level;
    levels := levels + 1;
  END LOOP;
  RETURN found;
END $$;

-- Those of `hops` that an earlier order has killed already: something that they rest on has a cover that is younger. Only
-- orders younger than the oldest of the hops can be, and these are few, since no hop lives long.
CREATE FUNCTION dead_of(tenant uuid, hops uuid[]) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
  oldest bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM containment_order WHERE tenant_id = tenant) THEN
    RETURN '{}';
  END IF;
  SELECT min(epoch) INTO oldest FROM delegation WHERE id = ANY (hops);
  IF NOT EXISTS (SELECT FROM containment_order WHERE tenant_id = tenant AND epoch > oldest) THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    WITH hop AS MATERIALIZED (
      SELECT id, mandate_id, path, md5('run:' || agent_id || '/' || run_id)::uuid AS run, substring(audience FROM '[^/]*$') AS server, epoch
      FROM delegation WHERE id = ANY (hops)),
    newest AS MATERIALIZED (
      SELECT c.kind, c.subject_id AS id, c.subject_key AS key, max(c.epoch) AS epoch FROM containment_order o CROSS JOIN LATERAL (
        SELECT kind, subject_id, subject_key, epoch FROM containment_cover WHERE order_id = o.id AND tenant_id = tenant OFFSET 0) c
      WHERE o.tenant_id = tenant AND o.epoch > oldest GROUP BY 1, 2, 3)
    SELECT h.id FROM (SELECT id, unnest(path) AS agent, epoch FROM hop) h JOIN newest n ON n.id = h.agent WHERE n.kind = 'agent' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.id WHERE n.kind = 'delegation' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.mandate_id WHERE n.kind = 'mandate' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.run WHERE n.kind = 'run' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.key = h.server WHERE n.kind = 'tool_server' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h, newest n WHERE n.kind = 'tenant' AND n.epoch > h.epoch);
END $$;

-- What a halt of `agents` reaches (null: of all there are), with those `below` them or alone, or of one `run` of theirs, or
-- of the hops alone that may use one `scope` or any tool of one `server`: the agents by name, what lives of the hops
-- (their ids only `with_hops`), for whom, on which servers, and what is being called. `lives`: how many expire before the
-- first of these numbers of seconds has passed (under '0'), before the second ('1'), and so on.
CREATE FUNCTION reach_of(tenant uuid, agents uuid[], below boolean, run text, scope text, server text, lives int[], with_hops boolean) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$
DECLARE
  covered uuid[] := coalesce(agents, '{}');
  found reached_hop[];
  ids uuid[];
  alive uuid[];
  lives_end timestamptz[] := ARRAY(SELECT statement_timestamp() + make_interval(secs => s) FROM unnest(lives) s ORDER BY s);
BEGIN
  IF agents IS NULL THEN
    ids := ARRAY(
      SELECT id FROM delegation
      WHERE tenant_id = tenant AND expires_at > now() AND revoked_at IS NULL AND (scope IS NULL OR scope = ANY (scopes))
        AND (server IS NULL OR EXISTS (SELECT FROM unnest(scopes) s WHERE starts_with(s, 'mcp:' || server || ':'))));
  ELSE
    found := hops_through(tenant, agents, '{}', run);
    IF below THEN
      -- Whoever acts in a hop that was not revoked; and where one was that such a hop came from, whoever is on the way to it.
      covered := ARRAY(SELECT unnest(agents) UNION SELECT f.agent_id FROM unnest(found) f WHERE NOT f.revoked);
      IF EXISTS (SELECT FROM unnest(found) f WHERE f.revoked) THEN
        covered := ARRAY(
          SELECT unnest(covered)
          UNION SELECT p.id FROM delegation d CROSS JOIN LATERAL unnest(d.path) WITH ORDINALITY AS p(id, at)
          WHERE d.id IN (SELECT f.id FROM unnest(found) f WHERE NOT f.revoked) AND d.parent_id IN (SELECT f.id FROM unnest(found) f WHERE f.revoked)
            AND p.at > (SELECT min(first.at) FROM unnest(d.path) WITH ORDINALITY AS first(id, at) WHERE first.id = ANY (agents)));
      END IF;
      found := found || hops_through(tenant, covered, ARRAY(SELECT f.id FROM unnest(found) f), NULL);
    END IF;
    ids := ARRAY(SELECT f.id FROM unnest(found) f WHERE NOT f.revoked);
  END IF;
  alive := ARRAY(SELECT unnest(ids) EXCEPT SELECT unnest(dead_of(tenant, ids)));
  RETURN (
    WITH hop AS MATERIALIZED (SELECT agent_id, root_person_id, mandate_id, path, scopes, expires_at FROM delegation WHERE id = ANY (alive)),
    edge AS (SELECT DISTINCT uuid_send(mandate_id) || array_send(path) AS named FROM hop)
    SELECT json_build_object(
      'agents', (SELECT json_build_object('ids', coalesce(json_agg(id ORDER BY name, id), '[]'), 'names', coalesce(json_agg(name ORDER BY name, id), '[]'))
        FROM agent WHERE tenant_id = tenant AND id = ANY (covered)),
      'actors', (SELECT json_build_object('ids', coalesce(json_agg(id ORDER BY name, id), '[]'), 'names', coalesce(json_agg(name ORDER BY name, id), '[]'))
        FROM agent WHERE tenant_id = tenant AND id = ANY (ARRAY(SELECT agent_id FROM hop EXCEPT SELECT unnest(covered)))),
      'hops', cardinality(alive),
      'hop_ids', CASE WHEN with_hops THEN to_json(alive) ELSE '[]' END,
      'passed_on', CASE WHEN run IS NULL THEN '[]' ELSE coalesce((
        SELECT json_agg(id) FROM delegation WHERE id IN (SELECT f.id FROM unnest(found) f) AND (agent_id <> ALL (agents) OR run_id <> run)), '[]') END,
      'edges', (SELECT count(*) FROM edge),
      'edges_digest', (SELECT encode(sha256(coalesce(string_agg(named, '' ORDER BY named), '')), 'hex') FROM edge),
      'people', (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY name, id), '[]') FROM person
        WHERE tenant_id = tenant AND id IN (
          SELECT root_person_id FROM hop
          UNION SELECT person_id FROM mandate WHERE tenant_id = tenant AND agent_id = ANY (covered) AND run IS NULL AND expires_at > now() AND withdrawn_at IS NULL
          UNION SELECT person_id FROM mandate WHERE tenant_id = tenant AND agents IS NULL AND scope IS NULL AND server IS NULL AND expires_at > now() AND withdrawn_at IS NULL)),
      'systems', (SELECT coalesce(json_agg(json_build_object('slug', slug, 'title', title) ORDER BY slug), '[]') FROM tool_server
        WHERE tenant_id = tenant AND slug IN (SELECT substring(s FROM '^mcp:([a-z0-9-]+):') FROM (SELECT DISTINCT scopes FROM hop) h, unnest(h.scopes) s)),
      'calls_in_flight', (SELECT count(*) FROM call_in_flight f WHERE f.tenant_id = tenant AND CASE
        WHEN run IS NOT NULL THEN f.delegation_id = ANY (alive)
        WHEN agents IS NOT NULL THEN f.id IN (SELECT c.id FROM call_in_flight c, unnest(c.path) p(id) WHERE c.tenant_id = tenant AND p.id IN (SELECT unnest(covered)))
        WHEN scope IS NOT NULL THEN f.tool = scope
        WHEN server IS NOT NULL THEN starts_with(f.tool, 'mcp:' || server || ':')
        ELSE true END),
      'lives', coalesce((SELECT json_object_agg(life, n) FROM (SELECT width_bucket(expires_at, lives_end) AS life, count(*) AS n FROM hop GROUP BY 1) l), '{}'),
      'last_expires_at', (SELECT max(expires_at) FROM hop)));
END $$;

REVOKE ALL ON FUNCTION hops_through, dead_of, reach_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hops_through, dead_of, reach_of TO lanyard_authority, lanyard_worker;
