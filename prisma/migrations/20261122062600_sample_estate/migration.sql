-- CreateTable
CREATE TABLE "sample_estate" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "estate_id" UUID,
    "state" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "doing" TEXT NOT NULL DEFAULT '',
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sample_estate_pkey" PRIMARY KEY ("id")
);

-- What Prisma's schema language cannot say ------------------------------------------------------

ALTER TABLE "sample_estate" ADD CONSTRAINT "sample_estate_one" CHECK (id = 1);
ALTER TABLE "sample_estate" ADD CONSTRAINT "sample_estate_state" CHECK (state IN ('skipped', 'building', 'ready', 'erased'));
ALTER TABLE "sample_estate" ADD CONSTRAINT "sample_estate_has_tenant" CHECK (state = 'skipped' OR estate_id IS NOT NULL);

ALTER TABLE "one_time_link" DROP CONSTRAINT "one_time_link_kind";
ALTER TABLE "one_time_link" ADD CONSTRAINT "one_time_link_kind" CHECK (kind IN ('welcome', 'invite', 'recovery', 'sample'));

-- Which tenant the sample is, only the owner of the schema says: no service can point an erasure at another one.
GRANT SELECT, UPDATE ("state", "done", "total", "doing", "changed_at") ON "sample_estate" TO lanyard_authority;

-- The ledger stays insert-only for everyone. The one exception is the sample as a whole, and only while
-- `sample_rows` erases it: it is recorded in the company's own ledger, in the same transaction.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('lanyard.erasing_sample', true) = 'yes' THEN
    IF EXISTS (SELECT FROM public.sample_estate e WHERE e.estate_id = OLD.tenant_id)
      AND NOT EXISTS (SELECT FROM public.tenant t WHERE t.id = OLD.tenant_id AND t.kind <> 'sample') THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Counts the sample's rows, or deletes them: one loop, so that what is announced is what is erased. It takes no
-- tenant, so that it can be pointed at none. Tables are found and not listed: a table that comes later is erased, too.
CREATE FUNCTION sample_rows(erase boolean) RETURNS TABLE (table_name text, row_count bigint)
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
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'tenant_id' AND NOT a.attisdropped;
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
REVOKE ALL ON FUNCTION sample_rows(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sample_rows(boolean) TO lanyard_authority, lanyard_worker;
