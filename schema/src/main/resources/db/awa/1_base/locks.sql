-- Advisory lock keys of the engine: (class, hash). Equal hashes of different names cost waiting, never correctness.
-- lane: who claims from a partition; promotion: one promoter per queue; sleep: who waits for a NOTIFY;
-- housekeeping: one tick at a time; claim: who settles all open jobs of a claim, or, shared, some of them or their
-- progress;
-- attempt: who settles a job, or writes its progress, beside others of its claim; numbering: who writes an outcome of
-- several jobs, but not of all; concurrency: the places of a line, such as that of a concurrency key; wait: a
-- pending job, by who sees to what it waits for; deprecated: who notes a call; withdrawing: who takes waiting jobs out
-- of a partition (shared); withdrawal: who takes out a job;
-- kind_lane: who sets a new kind apart in a queue; limit: who starts jobs under a limit, or changes it;
-- schedules: who makes a schedule (shared), and who says that there is none.
create or replace function awa_store.lock_class(purpose text)
returns int
language sql
immutable
as $$
  select case purpose
    when 'lane' then 1635213569
    when 'promotion' then 1635213570
    when 'sleep' then 1635213571
    when 'housekeeping' then 1635213572
    when 'claim' then 1635213573
    when 'concurrency' then 1635213574
    when 'wait' then 1635213575
    when 'deprecated' then 1635213576
    when 'attempt' then 1635213578
    when 'numbering' then 1635213579
    when 'withdrawing' then 1635213580
    when 'withdrawal' then 1635213581
    when 'kind_lane' then 1635213582
    when 'schedules' then 1635213583
    when 'limit' then 1635213584
  end;
$$;

-- One key for the priorities of a partition, of the lanes that begin with base.
create or replace function awa_store.partition_lock_id(base text, partition int)
returns int
language sql
immutable
as $$
  select hashtext(base) # partition;
$$;

-- Concurrency keys and pending jobs share 2048 locks each, so that one transaction never needs more than the lock table
-- has room for, however many it sees to.
create or replace function awa_store.line_lock_id(line text)
returns int
language sql
immutable
as $$
  select hashtext(line) & 2047;
$$;

create or replace function awa_store.wait_lock_id(job_id bigint)
returns int
language sql
immutable
as $$
  select hashint8(job_id) & 2047;
$$;

create or replace function awa_store.claim_lock_id(claim_id bigint)
returns int
language sql
immutable
as $$
  select (claim_id & 2147483647)::int;
$$;

-- Of a job under a claim: who settles it under an older one, in vain, is in nobody's way.
create or replace function awa_store.attempt_lock_id(claim_id bigint, job_id bigint)
returns int
language sql
immutable
as $$
  select hashint8extended(job_id, claim_id)::bit(32)::int;
$$;

create or replace function awa_store.withdrawal_lock_id(job_id bigint)
returns int
language sql
immutable
as $$
  select (job_id & 2147483647)::int;
$$;

-- Notes keys that triggers at commit will lock, in the setting awa.commit_locks.
create or replace function awa_store.note_commit_locks(purpose text, keys int[])
returns void
language plpgsql
volatile
as $$
begin
  if cardinality(keys) > 0 then
    perform set_config('awa.commit_locks', concat_ws(',', nullif(s.noted, ''), s.new), true)
    from (
      select
        current_setting('awa.commit_locks', true) as noted,
        (select string_agg(format('%s:%s', awa_store.lock_class(purpose), k), ',') from unnest(keys) k) as new
    ) s
    where position(s.new in coalesce(s.noted, '')) = 0;
  end if;
end
$$;

-- Takes a lock for a trigger at commit: the first time all that were noted, in one order, so that commits do not wait
-- for each other in a circle: lanes, then concurrency keys, then pending jobs. After that, or when it has a key
-- already, a transaction waits for no more of them: false if it cannot have one, and tick will see to it. tick never
-- waits for any. The settings may be anything, since the caller can set them: they decide who waits, not who has the
-- lock.
create or replace function awa_store.commit_lock(purpose text, key int)
returns boolean
language plpgsql
volatile
as $$
begin
  if not awa_store.waits_no_more() then
    perform pg_advisory_xact_lock(k.class, k.key::int)
    from (
      select distinct n.class, n.key
      from (
        select split_part(n, ':', 1)::int as class, split_part(n, ':', 2)::bigint as key
        from string_to_table(current_setting('awa.commit_locks', true), ',') n
        where n ~ '^16352135[67][0-9]:-?[0-9]{1,10}$'
        offset 0
      ) n
      where n.key between -2147483648 and 2147483647
      order by n.class, n.key
    ) k;
    perform awa_store.wait_no_more();
  end if;
  return pg_try_advisory_xact_lock(awa_store.lock_class(purpose), key);
end
$$;

create or replace function awa_store.waits_no_more()
returns boolean
language sql
volatile
as $$
  select case coalesce(current_setting('awa.waits_no_more', true), '')
    when '' then false
    when 'tick' then true
    else current_setting('awa.waits_no_more', true) = pg_current_xact_id()::text
  end;
$$;

create or replace function awa_store.wait_no_more()
returns void
language sql
volatile
as $$
  select set_config('awa.waits_no_more', pg_current_xact_id()::text, true);
$$;

call awa_store.publish('awa_store.note_commit_locks');
call awa_store.publish('awa_store.commit_lock');
call awa_store.publish('awa_store.waits_no_more');
call awa_store.publish('awa_store.wait_no_more');
call awa_store.publish('awa_store.lock_class');
call awa_store.publish('awa_store.partition_lock_id');
call awa_store.publish('awa_store.line_lock_id');
call awa_store.publish('awa_store.wait_lock_id');
call awa_store.publish('awa_store.claim_lock_id');
call awa_store.publish('awa_store.attempt_lock_id');
call awa_store.publish('awa_store.withdrawal_lock_id');
