-- Why a job that has a start_by was cancelled when it was over.
create or replace function awa_store.expiry_reason(options jsonb)
returns text
language sql
immutable
as $$
  select format('expired: not started by %s', options ->> 'start_by');
$$;

call awa_store.publish('awa_store.expiry_reason');
