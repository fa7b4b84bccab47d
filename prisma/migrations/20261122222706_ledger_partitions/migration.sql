-- The ledger by time. Ids are UUIDv7, so a range of ids is a range of time: partitions are quarters of a year,
-- an entry is found by its id in one of them, and the primary key stays what it is. Few and large, since what is not asked
-- by id is planned for each of them. The rows that are there are not copied: their
-- table becomes the first partition. By hand from here on.

-- The first id that a moment can have.
CREATE FUNCTION ledger_id_at(at timestamp) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
-- The moment that an id has in it; UTC.
CREATE FUNCTION ledger_time_of(id uuid) RETURNS timestamp LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT timestamp '1970-01-01' + (('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) * interval '1 second'
$$;

-- An entry that is sealed and has left the database (see `archive`) may come again under its old id, from a point that
-- sends it once more. It would stand beside the log for ever: its leaf is there. Only these partitions can get one.
CREATE FUNCTION refuse_sealed_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.ledger_leaf l WHERE l.entry_id = NEW.id) THEN
    RAISE EXCEPTION 'entry % was sealed before', NEW.id USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION refuse_sealed_again() FROM PUBLIC;

DO $$
DECLARE
  quarter timestamp := date_trunc('quarter', now() AT TIME ZONE 'UTC');
  bound uuid := ledger_id_at(quarter);
  indexes text[];
  statement text;
  index_name text;
BEGIN
  IF EXISTS (SELECT FROM ledger_entry WHERE id >= bound) THEN bound := ledger_id_at(quarter + interval '3 months'); END IF;
  SELECT array_agg(indexdef ORDER BY indexname) INTO indexes FROM pg_indexes
    WHERE schemaname = 'public' AND tablename = 'ledger_entry' AND indexname <> 'ledger_entry_pkey';

  ALTER TABLE ledger_entry RENAME TO ledger_before;
  FOR index_name IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'ledger_before' LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I', index_name, replace(index_name, 'ledger_entry', 'ledger_before'));
  END LOOP;
  -- Nobody but the owner reaches a partition by its own name; what is asked of the ledger is judged there.
  DROP POLICY tenant ON ledger_before;
  REVOKE ALL ON ledger_before FROM lanyard_authority, lanyard_worker;
  DROP TRIGGER ledger_entry_insert_only ON ledger_before;
  ALTER TRIGGER ledger_entry_no_truncate ON ledger_before RENAME TO no_truncate;

  CREATE TABLE ledger_entry (LIKE ledger_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMMENTS) PARTITION BY RANGE (id);
  ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (id);
  FOREACH statement IN ARRAY indexes LOOP EXECUTE statement; END LOOP;
  CREATE TABLE ledger_default PARTITION OF ledger_entry DEFAULT;
  ALTER TABLE ledger_default ENABLE ROW LEVEL SECURITY;

  -- Ids of a time to come, from a clock that is wrong.
  WITH moved AS (DELETE FROM ledger_before WHERE id >= bound RETURNING *) INSERT INTO ledger_default SELECT * FROM moved;
  EXECUTE format('ALTER TABLE ledger_entry ATTACH PARTITION ledger_before FOR VALUES FROM (MINVALUE) TO (%L)', bound);
END $$;

CREATE TRIGGER "ledger_entry_insert_only" BEFORE UPDATE OR DELETE ON "ledger_entry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_entry_no_truncate" BEFORE TRUNCATE ON "ledger_entry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "no_truncate" BEFORE TRUNCATE ON "ledger_default" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "refuse_sealed_again" BEFORE INSERT ON "ledger_before" FOR EACH ROW EXECUTE FUNCTION refuse_sealed_again();
CREATE TRIGGER "refuse_sealed_again" BEFORE INSERT ON "ledger_default" FOR EACH ROW EXECUTE FUNCTION refuse_sealed_again();

GRANT SELECT, INSERT ON "ledger_entry" TO lanyard_authority, lanyard_worker;
ALTER TABLE "ledger_entry" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_entry" USING (current_setting('lanyard.tenant', true) IN (tenant_id::text, 'system'));

-- Partitions as they are. Null is the end of all ids; the default partition, which takes what no other does, has neither.
CREATE FUNCTION ledger_partitions() RETURNS TABLE (name text, lower uuid, upper uuid, is_default boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.relname::text, substring(b.bound FROM $r$FROM \('([0-9a-f-]{36})'\)$r$)::uuid, substring(b.bound FROM $r$TO \('([0-9a-f-]{36})'\)$r$)::uuid, b.bound = 'DEFAULT'
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS bound) b
  WHERE i.inhparent = 'public.ledger_entry'::regclass
$$;

-- One partition more, with the rows of its range that were waiting in the default partition. For the owner alone.
CREATE FUNCTION ledger_make_partition(name text, lower uuid, upper uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TABLE public.%I (LIKE public.ledger_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
  EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
  LOCK TABLE public.ledger_default IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM public.ledger_default d WHERE (lower IS NULL OR d.id >= lower) AND d.id < upper) THEN
    ALTER TABLE public.ledger_default DISABLE TRIGGER USER;
    EXECUTE format('WITH moved AS (DELETE FROM public.ledger_default WHERE ($1 IS NULL OR id >= $1) AND id < $2 RETURNING *) INSERT INTO public.%I SELECT * FROM moved', name)
      USING lower, upper;
    ALTER TABLE public.ledger_default ENABLE TRIGGER USER;
  END IF;
  EXECUTE format('ALTER TABLE public.ledger_entry ATTACH PARTITION public.%I FOR VALUES FROM (%s) TO (%L)', name, coalesce(quote_literal(lower::text), 'MINVALUE'), upper);
  EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
  IF lower IS NULL THEN
    EXECUTE format('CREATE TRIGGER refuse_sealed_again BEFORE INSERT ON public.%I FOR EACH ROW EXECUTE FUNCTION public.refuse_sealed_again()', name);
  END IF;
END $$;
REVOKE ALL ON FUNCTION ledger_make_partition(text, uuid, uuid) FROM PUBLIC;

-- Makes the present quarter and the next, one partition for what is older than all others, and one for each quarter that
-- the default partition has rows of. Whoever calls it says nothing, and can make nothing else; called twice it does
-- nothing. It gives up at once where a lock is taken, since everybody else would wait behind it.
CREATE FUNCTION ledger_make_partitions() RETURNS TABLE (made text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '250ms' AS $$
DECLARE
  present timestamp := date_trunc('quarter', now() AT TIME ZONE 'UTC');
  quarter timestamp;
  low uuid;
BEGIN
  PERFORM pg_advisory_xact_lock(x'4c410006'::int, 0);
  IF NOT EXISTS (SELECT FROM public.ledger_partitions() p WHERE p.lower IS NULL AND NOT p.is_default) THEN
    SELECT coalesce(min(p.lower::text)::uuid, public.ledger_id_at(present)) INTO low FROM public.ledger_partitions() p;
    made := 'ledger_before';
    PERFORM public.ledger_make_partition(made, NULL, low);
    RETURN NEXT;
  END IF;
  -- Gathered first: a table that is still being read cannot be changed.
  FOREACH quarter IN ARRAY ARRAY(
    SELECT q FROM (VALUES (present), (present + interval '3 months')) v(q)
    UNION SELECT date_trunc('quarter', public.ledger_time_of(d.id)) FROM public.ledger_default d WHERE d.id < public.ledger_id_at(present)
    ORDER BY 1)
  LOOP
    IF NOT EXISTS (SELECT FROM public.ledger_partitions() p
      WHERE NOT p.is_default AND (p.lower IS NULL OR p.lower <= public.ledger_id_at(quarter)) AND p.upper > public.ledger_id_at(quarter)) THEN
      made := 'ledger_' || to_char(quarter, 'YYYY"_q"Q');
      PERFORM public.ledger_make_partition(made, public.ledger_id_at(quarter), public.ledger_id_at(quarter + interval '3 months'));
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION ledger_make_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_make_partitions() TO lanyard_authority, lanyard_worker;

-- What the planner knows of the ledger as a whole, which PostgreSQL gathers by itself of each partition alone. Columns are
-- named, since the words of a sample of rows would have to be made otherwise; seals wait while it writes what it found.
CREATE FUNCTION ledger_analyze() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE concat('ANALYZE ', CASE WHEN current_setting('server_version_num')::int >= 180000 THEN 'ONLY ' END, 'public.ledger_entry
    (id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, root_person_id, agent_id, delegation_id, mandate_id, run_id,
    tool_server, tool, subject_kind, subject_id, cause_id, xid)');
END $$;
REVOKE ALL ON FUNCTION ledger_analyze() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_analyze() TO lanyard_worker;

SELECT ledger_make_partitions();

-- The sample is erased through the ledger and not through its partitions.
CREATE OR REPLACE FUNCTION sample_rows(erase boolean) RETURNS TABLE (table_name text, row_count bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  estate uuid;
  waiting text[];
  blocked text[];
  condition text;
BEGIN
  SELECT e.estate_id INTO estate FROM public.sample_estate e WHERE e.id = 1;
  IF estate IS NULL OR EXISTS (SELECT FROM public.tenant t WHERE t.id = estate AND t.kind <> 'sample') THEN
    RAISE EXCEPTION 'there is no sample' USING ERRCODE = 'no_data_found';
  END IF;
  -- Protocol state has no tenant of its own, only people and clients: it goes while these can still be named.
  SELECT ARRAY['oidc_payload'] || array_agg(c.relname::text ORDER BY c.relname) || ARRAY['tenant'] INTO waiting
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'tenant_id' AND NOT a.attisdropped;
  IF erase THEN PERFORM set_config('lanyard.erasing_sample', 'yes', true); END IF;

  WHILE cardinality(waiting) > 0 LOOP
    blocked := '{}';
    FOREACH table_name IN ARRAY waiting LOOP
      condition := CASE table_name
        WHEN 'tenant' THEN 'id = $1'
        WHEN 'oidc_payload' THEN 'payload->>''accountId'' IN (SELECT id::text FROM public.person WHERE tenant_id = $1)
          OR payload->>''clientId'' IN (SELECT id::text FROM public.agent WHERE tenant_id = $1)'
        ELSE 'tenant_id = $1' END;
      IF NOT erase THEN
        EXECUTE format('SELECT count(*) FROM public.%I WHERE %s', table_name, condition) INTO row_count USING estate;
        RETURN NEXT;
      ELSE
        BEGIN
          EXECUTE format('DELETE FROM public.%I WHERE %s', table_name, condition) USING estate;
          GET DIAGNOSTICS row_count = ROW_COUNT;
          RETURN NEXT;
        EXCEPTION WHEN foreign_key_violation THEN
          blocked := blocked || table_name; -- rows of another table point here: after those
        END;
      END IF;
    END LOOP;
    IF cardinality(blocked) = cardinality(waiting) THEN
      RAISE EXCEPTION 'rows outside the sample point into it: %', blocked USING ERRCODE = 'foreign_key_violation';
    END IF;
    waiting := blocked;
  END LOOP;
  IF erase THEN PERFORM set_config('lanyard.erasing_sample', '', true); END IF;
END $$;
