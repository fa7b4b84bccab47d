-- Under row-level security an index over an array serves nobody, since array operators are not leak-proof, and costs
-- every token and every call its upkeep.
DROP INDEX IF EXISTS "call_in_flight_path_gin";
DROP INDEX IF EXISTS "delegation_path_gin";

-- An order over a thousand agents writes a thousand rows at once, and looked a thousand times for the one order that all
-- of them name. It is looked for once a statement; that it is of the same tenant is looked at, too, now.
ALTER TABLE "containment_cover" DROP CONSTRAINT "containment_cover_order_id_fkey";
CREATE FUNCTION containment_cover_has_its_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT order_id, tenant_id FROM written) w
    WHERE NOT EXISTS (SELECT FROM containment_order o WHERE o.id = w.order_id AND o.tenant_id = w.tenant_id)
  ) THEN
    RAISE EXCEPTION 'a cover without its order' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "containment_cover_has_its_order" AFTER INSERT ON "containment_cover"
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION containment_cover_has_its_order();

-- What an epoch changed is asked for by every authority at every order. The index over what is in force had the columns of
-- another before its own, and served nothing that the other does not.
DROP INDEX "containment_cover_in_force";
CREATE INDEX "containment_cover_epoch" ON "containment_cover" (tenant_id, epoch);
CREATE INDEX "containment_cover_lifted" ON "containment_cover" (tenant_id, lifted_epoch) WHERE lifted_epoch IS NOT NULL;

-- Every unexpired hop of authority that ends at one of `agents` but is not among `known`, and all that came from these,
-- level by level, as one JSON value of columns: a thousand objects with their names take several times as long to make.
-- A level is a set of ids that never leaves the database. Planned anew each time: a level may be one hop or ten thousand.
-- With the rights of the caller, who sees one tenant.
CREATE FUNCTION hops_through(tenant uuid, agents uuid[], known uuid[], run text) RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
  found uuid[];
  level uuid[];
  levels int := 0;
BEGIN
  level := ARRAY(
    SELECT id FROM delegation
    WHERE tenant_id = tenant AND agent_id = ANY (agents) AND expires_at > now() AND (run IS NULL OR run_id = run)
    EXCEPT SELECT unnest(known));
  found := level;
  -- Chains are far shorter; what is deeper is a loop in the data.
  WHILE cardinality(level) > 0 AND levels < 64 LOOP
    level := ARRAY(
      SELECT id FROM delegation WHERE tenant_id = tenant AND parent_id = ANY (level) AND expires_at > now()
      EXCEPT (SELECT unnest(found) UNION ALL SELECT unnest(known)));
    found := found || level;
    levels := levels + 1;
  END LOOP;
  RETURN (
    SELECT json_build_object('id', json_agg(id), 'agent_id', json_agg(agent_id), 'run_id', json_agg(run_id), 'mandate_id', json_agg(mandate_id),
      'root_person_id', json_agg(root_person_id), 'path', json_agg(path), 'audience', json_agg(audience), 'scopes', json_agg(scopes),
      'epoch', json_agg(epoch), 'expires_at', json_agg(expires_at), 'revoked', json_agg(revoked_at IS NOT NULL))
    FROM delegation WHERE id = ANY (found));
END $$;
REVOKE ALL ON FUNCTION hops_through FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hops_through TO lanyard_authority, lanyard_worker;
