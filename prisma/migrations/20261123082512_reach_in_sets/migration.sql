-- What a halt reaches, a level of hops at a time by one look into an index, and never by one that grows with the product of
-- what is covered and what the company has. PostgreSQL looks for a list of ids in one pass of an index that begins with
-- them; where one begins with the tenant, it may compare each of the tenant's rows with each of the list instead, and did
-- while a table was small: a plan that is kept then takes seconds when it has grown. An agent is of one tenant, so that
-- nothing is lost; the condition on the tenant stands where no index can serve it.
CREATE INDEX "delegation_agent_id_expires_at_idx" ON "delegation" ("agent_id", "expires_at");
DROP INDEX "delegation_tenant_id_agent_id_expires_at_idx";
CREATE INDEX "mandate_agent_id_created_at_idx" ON "mandate" ("agent_id", "created_at" DESC);
DROP INDEX "mandate_tenant_id_agent_id_created_at_idx";

-- `reach_of` answers as before, so that the release before this one can ask it.
DROP FUNCTION dead_of;
DROP FUNCTION hops_through;
DROP TYPE reached_hop;

-- Those of `hops`, the oldest of which is of the epoch `oldest`, that an earlier order has killed already: something that
-- they rest on has a cover that is younger. Only orders younger than that can be, and these are few, since no hop lives long.
CREATE FUNCTION dead_of(tenant uuid, hops uuid[], oldest bigint) RETURNS uuid[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM containment_order WHERE tenant_id = tenant AND epoch > oldest) THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    WITH hop AS MATERIALIZED (
      SELECT id, mandate_id, path, md5('run:' || agent_id || '/' || run_id)::uuid AS run, substring(audience FROM '[^/]*$') AS server, epoch
      FROM delegation WHERE id = ANY (hops)),
    newest AS MATERIALIZED (
      SELECT c.kind, c.subject_id AS id, c.subject_key AS key, max(c.epoch) AS epoch FROM containment_order o CROSS JOIN LATERAL (
        SELECT kind, subject_id, subject_key, epoch FROM containment_cover WHERE order_id = o.id AND tenant_id IS NOT DISTINCT FROM tenant OFFSET 0) c
      WHERE o.tenant_id = tenant AND o.epoch > oldest GROUP BY 1, 2, 3)
    SELECT h.id FROM (SELECT id, unnest(path) AS agent, epoch FROM hop) h JOIN newest n ON n.id = h.agent WHERE n.kind = 'agent' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.id WHERE n.kind = 'delegation' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.mandate_id WHERE n.kind = 'mandate' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.id = h.run WHERE n.kind = 'run' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h JOIN newest n ON n.key = h.server WHERE n.kind = 'tool_server' AND n.epoch > h.epoch
    UNION SELECT h.id FROM hop h WHERE h.epoch < (SELECT max(n.epoch) FROM newest n WHERE n.kind = 'tenant'));
END $$;

-- What a halt of `agents` reaches (null: of all there are), with those `below` them or alone, or of one `run` of theirs, or
-- of the hops alone that may use one `scope` or any tool of one `server`: the agents by name, what lives of the hops
-- (their ids only `with_hops`), for whom, on which servers, and what is being called. `lives`: how many expire before the
-- first of these numbers of seconds has passed (under '0'), before the second ('1'), and so on. With the rights of the
-- caller, who sees one tenant; so does the function above.
CREATE OR REPLACE FUNCTION reach_of(tenant uuid, agents uuid[], below boolean, run text, scope text, server text, lives int[], with_hops boolean) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  covered uuid[] := coalesce(agents, '{}');
  reached uuid[] := '{}';
  acting uuid[] := '{}';
  revoked uuid[] := '{}';
  level uuid[];
  next_level uuid[];
  level_acting uuid[];
  level_revoked uuid[];
  level_oldest bigint;
  oldest bigint;
  every uuid[];
  dead uuid[];
  lives_end timestamptz[] := ARRAY(SELECT statement_timestamp() + make_interval(secs => s) FROM unnest(lives) s ORDER BY s);
BEGIN
  IF agents IS NULL THEN
    SELECT coalesce(array_agg(id), '{}'), min(epoch) INTO reached, oldest FROM delegation
    WHERE tenant_id = tenant AND expires_at > now() AND revoked_at IS NULL AND (scope IS NULL OR scope = ANY (scopes))
      AND (server IS NULL OR EXISTS (SELECT FROM unnest(scopes) s WHERE starts_with(s, 'mcp:' || server || ':')));
  ELSE
    FOR pass IN 1..CASE WHEN below THEN 2 ELSE 1 END LOOP
      SELECT array_agg(id), array_agg(agent_id) FILTER (WHERE revoked_at IS NULL), array_agg(id) FILTER (WHERE revoked_at IS NOT NULL), min(epoch)
      INTO level, level_acting, level_revoked, level_oldest FROM delegation
      WHERE agent_id = ANY (covered) AND expires_at > now() AND tenant_id IS NOT DISTINCT FROM tenant AND (run IS NULL OR pass = 2 OR run_id = run)
        AND (pass = 1 OR id NOT IN (SELECT unnest(reached)));
      -- Chains are far shorter than 64; what is deeper is a loop in the data.
      FOR depth IN 1..64 LOOP
        EXIT WHEN level IS NULL;
        reached := reached || level;
        acting := acting || level_acting;
        revoked := revoked || level_revoked;
        oldest := least(oldest, level_oldest);
        SELECT array_agg(id), array_agg(agent_id) FILTER (WHERE revoked_at IS NULL), array_agg(id) FILTER (WHERE revoked_at IS NOT NULL), min(epoch)
        INTO next_level, level_acting, level_revoked, level_oldest FROM delegation
        WHERE parent_id = ANY (level) AND expires_at > now() AND tenant_id IS NOT DISTINCT FROM tenant;
        level := next_level;
      END LOOP;
      EXIT WHEN pass = 2 OR NOT below;
      covered := ARRAY(SELECT DISTINCT unnest(agents || acting));
      IF cardinality(revoked) > 0 THEN
        covered := ARRAY(
          SELECT unnest(covered)
          UNION SELECT p.id FROM delegation d CROSS JOIN LATERAL unnest(d.path) WITH ORDINALITY AS p(id, at)
          WHERE d.id = ANY (reached) AND d.revoked_at IS NULL AND d.parent_id IN (SELECT unnest(revoked))
            AND p.at > (SELECT min(first.at) FROM unnest(d.path) WITH ORDINALITY AS first(id, at) WHERE first.id = ANY (agents)));
      END IF;
    END LOOP;
  END IF;
  every := reached;
  dead := revoked || dead_of(tenant, reached, oldest);
  reached := CASE WHEN cardinality(dead) > 0 THEN ARRAY(SELECT unnest(reached) EXCEPT SELECT unnest(dead)) ELSE ARRAY(SELECT DISTINCT unnest(reached)) END;
  RETURN (
    WITH hop AS MATERIALIZED (SELECT agent_id, root_person_id, mandate_id, path, scopes, expires_at FROM delegation WHERE id = ANY (reached)),
    edge AS MATERIALIZED (
      SELECT count(*) AS edges, encode(sha256(coalesce(string_agg(named, ''), '')), 'hex') AS digest
      FROM (SELECT DISTINCT uuid_send(mandate_id) || array_send(path) AS named FROM hop ORDER BY 1) e),
    life AS MATERIALIZED (SELECT width_bucket(expires_at, lives_end) AS life, count(*) AS n, max(expires_at) AS last FROM hop GROUP BY 1),
    kind AS MATERIALIZED (SELECT DISTINCT root_person_id, scopes FROM hop)
    SELECT json_build_object(
      'agents', (SELECT json_build_object('ids', coalesce(('["' || string_agg(id::text, '","') || '"]')::json, '[]'), 'names', coalesce(json_agg(name), '[]'))
         FROM (SELECT id, name FROM agent WHERE id = ANY (covered) AND tenant_id IS NOT DISTINCT FROM tenant ORDER BY name, id) n),
      'actors', (SELECT json_build_object('ids', coalesce(('["' || string_agg(id::text, '","') || '"]')::json, '[]'), 'names', coalesce(json_agg(name), '[]'))
         FROM (SELECT id, name FROM agent WHERE id = ANY (ARRAY(SELECT agent_id FROM hop WHERE agent_id NOT IN (SELECT unnest(covered)))) AND tenant_id IS NOT DISTINCT FROM tenant ORDER BY name, id) n),
      'hops', cardinality(reached),
      'hop_ids', CASE WHEN with_hops THEN to_json(reached) ELSE '[]' END,
      'passed_on', CASE WHEN run IS NULL THEN '[]' ELSE coalesce((
        SELECT json_agg(id) FROM delegation WHERE id = ANY (every) AND (agent_id <> ALL (agents) OR run_id <> run)), '[]') END,
      'edges', (SELECT edges FROM edge),
      'edges_digest', (SELECT digest FROM edge),
      'people', (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name) ORDER BY name, id), '[]') FROM person
        WHERE tenant_id IS NOT DISTINCT FROM tenant AND id = ANY (ARRAY(
          SELECT root_person_id FROM kind
          UNION SELECT person_id FROM mandate
          WHERE tenant_id IS NOT DISTINCT FROM tenant AND run IS NULL AND agent_id = ANY (covered) AND expires_at > now() AND withdrawn_at IS NULL
          UNION SELECT person_id FROM mandate WHERE tenant_id = tenant AND agents IS NULL AND scope IS NULL AND server IS NULL AND expires_at > now() AND withdrawn_at IS NULL))),
      'systems', (SELECT coalesce(json_agg(json_build_object('slug', slug, 'title', title) ORDER BY slug), '[]') FROM tool_server
        WHERE tenant_id = tenant AND slug IN (SELECT substring(s FROM '^mcp:([a-z0-9-]+):') FROM (SELECT DISTINCT unnest(scopes) AS s FROM kind) k)),
      'calls_in_flight', (SELECT count(*) FROM call_in_flight f WHERE f.tenant_id = tenant AND CASE
        WHEN run IS NOT NULL THEN f.delegation_id IN (SELECT unnest(reached))
        WHEN agents IS NOT NULL THEN f.id IN (SELECT c.id FROM call_in_flight c, unnest(c.path) p(id) WHERE c.tenant_id = tenant AND p.id IN (SELECT unnest(covered)))
        WHEN scope IS NOT NULL THEN f.tool = scope
        WHEN server IS NOT NULL THEN starts_with(f.tool, 'mcp:' || server || ':')
        ELSE true END),
      'lives', coalesce((SELECT json_object_agg(life, n) FROM life), '{}'),
      'last_expires_at', (SELECT max(last) FROM life)));
END $$;
REVOKE ALL ON FUNCTION dead_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dead_of TO lanyard_authority, lanyard_worker;
