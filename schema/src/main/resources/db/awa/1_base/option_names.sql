-- The keys of a shape of contract_fields, for the checks. Immutable, so that a plan has them as a constant: it keeps
-- them for as long, which does no harm, since a function that learns an option is planned anew.
create or replace function awa_store.option_names(shape text)
returns text[]
language sql
immutable
as $$
  select coalesce(array_agg(f.field order by f.ordinality), '{}')
  from awa_store.contract_fields() with ordinality f
  where option_names.shape = any (f.shapes);
$$;

call awa_store.publish('awa_store.option_names');
