-- The SQLSTATEs that Awa raises, with their conditions and what they mean: what generated clients make error types of.
-- Errors: none. Locks: none.
-- Roles: all.
create or replace function awa.error_codes()
returns table (sqlstate text, condition text, meaning text)
language sql
immutable
security definer
set search_path = pg_catalog, pg_temp
as $$
  values
    ('AW001', 'invalid_argument', 'An argument or option is missing, out of range or of the wrong type.'),
    ('AW002', 'unknown_option', 'An option that this version does not know.'),
    ('AW003', 'too_large', 'A value is larger than its limit.'),
    ('AW004', 'unique_conflict', 'Another job holds the unique key.'),
    ('AW005', 'lease_lost', 'The attempt is no longer the caller''s: it was settled, cancelled or rescued.'),
    ('AW006', 'worker_unknown', 'The worker is not registered, or was declared lost.'),
    ('AW007', 'wrong_state', 'The database came from another server and has to be repaired.'),
    ('AW008', 'isolation_level', 'The call needs READ COMMITTED.'),
    ('AW009', 'queue_full', 'The queue holds as many jobs as it takes.'),
    ('AW010', 'not_found', 'There is no such job, queue or schedule, or the history of the job has expired.'),
    ('AW011', 'invalid_args', 'The args do not fit the schema of their kind.'),
    ('AW012', 'contract_mismatch',
      'The caller was made for a version of the contract that this database does not serve.'),
    ('AW013', 'triggers_disabled', 'The call needs triggers, which session_replication_role turns off.'),
    ('AW014', 'not_permitted', 'The schedule belongs to another login, and the caller is no operator.');
$$;

call awa_store.publish('awa.error_codes', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.error_codes is 'The SQLSTATEs that Awa raises, with their conditions and what they mean.';
