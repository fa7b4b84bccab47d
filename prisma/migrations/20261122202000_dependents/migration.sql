-- Who counts on an agent or on a tool, by what identity documents name: read for each preview of a halt, also where there are
-- a million agents. The operators of jsonb are not leakproof, so that under row-level security these indexes are for the
-- schema's owner alone.
CREATE INDEX "agent_revision_delegates" ON "agent_revision" USING GIN (("document" -> 'may_delegate_to'));
CREATE INDEX "agent_revision_tools" ON "agent_revision" USING GIN (("document" -> 'tools') jsonb_path_ops);

-- Agents whose document in force names one of `named` to pass work on to; or, of a server, one of its tools. The tenant is
-- the caller's own, as everywhere; without one, or as `system`, it fails. Planned for what is asked: few agents are looked up,
-- and for very many each document is read once.
CREATE FUNCTION agents_naming(named uuid[], server text, tool text, at_most int) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  tenant uuid := current_setting('lanyard.tenant')::uuid;
BEGIN
  RETURN QUERY EXECUTE concat(
    $q$ SELECT a.id FROM agent_revision r JOIN agent a ON a.id = r.agent_id AND a.revision_in_force_id = r.id
        WHERE a.tenant_id = $1 AND a.state <> 'retired' AND $q$,
    CASE
      WHEN server IS NOT NULL THEN $q$ r.document -> 'tools' @> $3 $q$
      WHEN cardinality(named) <= 5000 THEN $q$ r.document -> 'may_delegate_to' ?| $2 $q$
      ELSE $q$ EXISTS (SELECT FROM jsonb_array_elements_text(r.document -> 'may_delegate_to') t(id) WHERE t.id = ANY ($2)) $q$
    END,
    ' LIMIT $4')
    USING tenant, named::text[], jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('mcp_server', server, 'tool_id', tool))), at_most;
END $$;
REVOKE ALL ON FUNCTION agents_naming FROM PUBLIC;
GRANT EXECUTE ON FUNCTION agents_naming TO lanyard_authority;
