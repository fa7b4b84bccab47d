-- People by a part of their name or e-mail address, in any letter case, in a company of any size.

-- By hand from here on. What is looked for has no line feed, so nothing matches across the two.
CREATE INDEX "person_words_trgm" ON "person" USING gin (lower(name || E'\n' || email) gin_trgm_ops);

-- A page of people by name, by keyset. The tenant is the caller's own, as everywhere; without one, or as `system`, it fails.
-- Row security alone would read everybody for each question, since matching text is not leak-proof and so not looked up.
CREATE FUNCTION person_page(f jsonb, after_name text, after_id uuid, at_most int) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
  words text := lower(f ->> 'q');
  condition text := format('p.tenant_id = %L', current_setting('lanyard.tenant')::uuid);
BEGIN
  IF f ? 'ids' THEN condition := condition || format(' AND p.id = ANY (%L::uuid[])', ARRAY(SELECT jsonb_array_elements_text(f -> 'ids'))); END IF;
  IF f ? 'email' THEN condition := condition || format(' AND p.email = %L', f ->> 'email'); END IF;
  IF f ? 'status' THEN
    -- Invited until there is a password.
    condition := condition || CASE f ->> 'status'
      WHEN 'deactivated' THEN $q$ AND p.status = 'deactivated'$q$
      WHEN 'invited' THEN $q$ AND p.status = 'active' AND p.password_hash IS NULL$q$
      ELSE $q$ AND p.status = 'active' AND p.password_hash IS NOT NULL$q$ END;
  END IF;
  IF coalesce(words, '') <> '' THEN
    condition := condition || format($q$ AND lower(p.name || E'\n' || p.email) LIKE %L$q$, '%' || regexp_replace(words, '([\\%_])', '\\\1', 'g') || '%');
  END IF;
  IF after_id IS NOT NULL THEN condition := condition || format(' AND (p.name, p.id) > (%L, %L)', after_name, after_id); END IF;
  RETURN QUERY EXECUTE concat('SELECT p.id FROM person p WHERE ', condition, ' ORDER BY p.name, p.id LIMIT ', at_most);
END $$;
REVOKE ALL ON FUNCTION person_page FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_page TO lanyard_authority;
