-- Installs Awa in the database it is run in, or upgrades it. Run it with any SQL client, as the database's owner
-- or a superuser. It is one statement: either all of it is applied or nothing, and a second run changes nothing.
-- PostgreSQL 15 or newer. Schema version 2.
do $awa_install$
declare
    v_newest  int;
    v_found   int;
    v_applied int := 0;
    v_script  record;
    v_start   timestamptz;
    v_path    text := current_setting('search_path');
    v_level   text := current_setting('client_min_messages');
begin
    if current_setting('server_version_num')::int / 10000 < 15 then
        raise exception 'Awa needs PostgreSQL 15 or newer; this server is %.', current_setting('server_version');
    end if;
    perform set_config('client_min_messages', 'warning', true);
    perform pg_advisory_xact_lock(hashtext('awa_store.schema_history'));

    create schema if not exists awa_store;
    create table if not exists awa_store.schema_history (
        installed_rank int not null constraint schema_history_pk primary key,
        version        varchar(50),
        description    varchar(200) not null,
        type           varchar(20) not null,
        script         varchar(1000) not null,
        checksum       int,
        installed_by   varchar(100) not null,
        installed_on   timestamp not null default now(),
        execution_time int not null,
        success        boolean not null
    );
    create index if not exists schema_history_s_idx on awa_store.schema_history (success);
    lock table awa_store.schema_history in exclusive mode;

    select coalesce(max(h.version::int), 0) into v_newest from awa_store.schema_history h where h.success;
    if v_newest > 2 then
        raise exception 'This database has Awa schema %, newer than the 2 of this file.', v_newest
            using hint = 'Use the file of the newer release.';
    end if;

    perform set_config('search_path', 'awa_store', true);
    for v_script in
        select *
        from (values
('roles/V1__roles.sql', '1', 'roles', -446821421, $awa_script$
-- Schemas, roles and the two procedures that every later file ends with.
-- Runs before new code. Needs CREATE on the database; CREATEROLE is used where the installer has it and not needed.

create schema if not exists awa;

do $$
declare
  v_role text;
begin
  if not (select r.rolcreaterole or r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) then
    raise notice 'awa: % may not create roles; everything will belong to it and only it can call awa', current_user;
    return;
  end if;
  foreach v_role in array array['awa_owner', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is null then
      begin
        execute pg_catalog.format('create role %I nologin', v_role);
      exception when duplicate_object or unique_violation then
        null; -- another database of this cluster installs at the same moment
      end;
    end if;
  end loop;
  if not pg_catalog.pg_has_role(current_user, 'awa_owner', 'member') then
    execute pg_catalog.format('grant awa_owner to %I', current_user);
  end if;
end
$$;

-- Hands an object to awa_owner where that role exists and the installer may; otherwise the installer keeps it.
create or replace function awa_store.may_hand_over()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(pg_has_role(current_user, to_regrole('awa_owner')::oid, 'member'), false);
$$;

-- Ends each function file: owner, nothing for PUBLIC, EXECUTE for the named roles as far as they exist.
create or replace procedure awa_store.publish(routine regproc, variadic roles text[] default '{}')
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_routine text := routine::oid::regprocedure;
  v_role text;
begin
  if awa_store.may_hand_over() then
    execute format('alter routine %s owner to awa_owner', v_routine);
  end if;
  execute format('revoke all on routine %s from public', v_routine);
  foreach v_role in array roles loop
    if to_regrole(v_role) is not null then
      execute format('grant execute on routine %s to %I', v_routine, v_role);
    end if;
  end loop;
end
$$;

-- Ends each table migration: tables, sequences and views of both schemas get the same owner.
create or replace procedure awa_store.take_ownership()
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_object record;
begin
  if not awa_store.may_hand_over() then
    return;
  end if;
  for v_object in
    select c.oid::regclass as name, c.relkind
    from pg_class c
    where c.relnamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)
      and c.relkind in ('r', 'p', 'S', 'v')
      and c.relname <> 'schema_history'
      and c.relowner <> 'awa_owner'::regrole
  loop
    execute format(
      'alter %s %s owner to awa_owner',
      case v_object.relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end,
      v_object.name);
  end loop;
  -- Flyway's table stays with the installer; who dumps the database as its owner must read it.
  if to_regclass('awa_store.schema_history') is not null
    and not has_table_privilege('awa_owner', 'awa_store.schema_history', 'select')
  then
    grant select on awa_store.schema_history to awa_owner;
  end if;
end
$$;

do $$
begin
  if awa_store.may_hand_over() then
    alter schema awa owner to awa_owner;
    alter schema awa_store owner to awa_owner;
  end if;
end
$$;

call awa_store.publish('awa_store.may_hand_over');
call awa_store.publish('awa_store.publish');
call awa_store.publish('awa_store.take_ownership');

do $$
declare
  v_role text;
begin
  revoke all on schema awa, awa_store from public;
  foreach v_role in array array['awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant usage on schema awa to %I', v_role);
    end if;
  end loop;
end
$$;
$awa_script$),
('tables/V2__ledger.sql', '2', 'ledger', -1016514528, $awa_script$
-- The ledger and the tables around it. Runs before new code.

-- The ring of slots that ready, claim and outcome are partitioned by; one row, read by every enqueue and claim.
-- configured: the queues that an enqueue has to look up, since they have partitions or limits; system_identifier: of the
-- cluster whose transaction ids the ledger knows.
create table awa_store.ring (
  only_row boolean primary key default true check (only_row),
  current_slot smallint not null,
  configured text[] not null default '{}',
  system_identifier bigint not null
);
insert into awa_store.ring (current_slot, system_identifier)
select 0, c.system_identifier from pg_control_system() c;

-- What becomes of each slot. Free: nothing but its number. Current: opened. Sealed: no longer written to by new
-- transactions. Drained: of all that the snapshot drained sees in it nothing waits or runs any more; when its history is due
-- it is truncated and free again.
-- archive_*: how far longer kept history has been copied out of it; retry_at: when to try again what others were in the way of.
create table awa_store.slot (
  slot smallint primary key,
  opened_at timestamptz,
  sealed_at timestamptz,
  drained_at timestamptz,
  drained pg_snapshot,
  retry_at timestamptz,
  tries int not null default 0,
  archive_job bigint,
  archive_queue text,
  archive_at timestamptz
);
insert into awa_store.slot (slot, opened_at) values (0, now()), (1, null), (2, null), (3, null);

-- How long ended jobs are kept, for queues that do not say otherwise; one row. keep_completed is also the pace of the ring.
create table awa_store.settings (
  only_row boolean primary key default true check (only_row),
  keep_completed interval not null default '24 hours' check (keep_completed > interval '0'),
  keep_failed interval not null default '30 days' check (keep_failed > interval '0'),
  keep_cancelled interval not null default '7 days' check (keep_cancelled > interval '0')
);
insert into awa_store.settings default values;

-- Numbers jobs and ledger entries; the first entry of a job has the job's id.
create sequence awa_store.entry_seq;
create sequence awa_store.claim_seq;

-- One row per runnable attempt of a job, with its payload. Append only.
-- lane stands for queue, partition and priority, see awa_store.lane; attempt is the number the attempt will have when it
-- runs; xid is the transaction that enqueued it; options are those of insert_job, as job_options leaves them.
create table awa_store.ready (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null,
  job_id bigint not null,
  lane bigint not null,
  run_at timestamptz not null,
  created_at timestamptz not null,
  slot smallint not null,
  attempt smallint not null,
  max_attempts smallint not null,
  queue text collate "C" not null,
  kind text not null,
  args jsonb not null,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  options jsonb,
  progress jsonb,
  errors jsonb
) partition by list (slot);
create index ready_lane on awa_store.ready (lane, xid, seq);
create index ready_job on awa_store.ready (job_id);
create index ready_unique on awa_store.ready (unique_key) where unique_key is not null;
create index ready_kept on awa_store.ready (job_id) where options ? 'keep';

-- One row per claim of a lane: what was taken, by whom, and where the lane's cursor stands after it. Append only; turn
-- counts the claims of the lane, taken the entries that its cursor has passed. deadline_at is the earliest of its jobs;
-- has_keys: jobs with a unique or concurrency key are among them; is_guarded: jobs that a claim has to look at first.
-- A claim that was carried forward has neither lane nor turn.
create table awa_store.claim (
  xid xid8 not null default pg_current_xact_id(),
  claim_id bigint not null,
  turn bigint,
  lane bigint,
  claimed_at timestamptz not null,
  deadline_at timestamptz,
  worker_id uuid not null,
  prev_xmax xid8 not null,
  pos_xid xid8 not null,
  pos_seq bigint not null,
  taken bigint not null,
  slot smallint not null,
  has_keys boolean not null,
  is_guarded boolean not null default false,
  queue text collate "C" not null,
  cur pg_snapshot not null,
  late xid8[] not null,
  job_ids bigint[] not null,
  primary key (claim_id, slot)
) partition by list (slot);
create index claim_lane on awa_store.claim (lane, turn);
create index claim_xid on awa_store.claim (xid);

-- Jobs of one claim whose attempts ended the same way. Append only; lies in the slot of its claim. is_last: nothing of the
-- claim is open after it. The key makes a second settle from a stale snapshot collide instead of counting twice.
create table awa_store.outcome (
  xid xid8 not null default pg_current_xact_id(),
  claim_id bigint not null,
  settled_at timestamptz not null,
  step int not null,
  jobs int not null,
  slot smallint not null,
  is_last boolean not null,
  state text not null
    check (state in ('completed', 'failed', 'lost', 'snoozed', 'released', 'cancelled')),
  queue text collate "C" not null,
  job_ids bigint[] not null,
  results jsonb,
  primary key (claim_id, step, slot)
) partition by list (slot);
create index outcome_ended on awa_store.outcome (queue, state, settled_at) include (jobs);

do $$
begin
  for i in 0..3 loop
    execute format('create table awa_store.ready_%1$s partition of awa_store.ready for values in (%1$s)', i);
    -- For whom a publication copies the ledger to another server: entries that live on are moved.
    execute format('alter table awa_store.ready_%s replica identity full', i);
    execute format('create table awa_store.claim_%1$s partition of awa_store.claim for values in (%1$s)', i);
    execute format('create table awa_store.outcome_%1$s partition of awa_store.outcome for values in (%1$s)', i);
    -- The ids of a large batch are worth compressing, but not at the price of pglz.
    begin
      execute format('alter table awa_store.claim_%s alter column job_ids set compression lz4', i);
      execute format('alter table awa_store.outcome_%s alter column job_ids set compression lz4', i);
    exception when feature_not_supported then
      null; -- a server built without lz4
    end;
  end loop;
end
$$;

-- Claims that tick has to watch: those with a deadline, from the claim on, and those that have been open for a while.
-- Short ones never come here. Gone when the claim's last job is settled. deadline_at is the earliest of the open jobs.
create table awa_store.open_claim (
  claim_id bigint primary key,
  worker_id uuid not null,
  claimed_at timestamptz not null,
  deadline_at timestamptz,
  slot smallint not null
);

-- How far tick has looked through the claims for open ones, as snapshots: all that passed sees are settled or in open_claim,
-- next is where the look after this one ends. counted_at: jobs that ended before it are to be counted for good, as soon as
-- no transaction up to the id counted is open; null if there is no need. stats_at: when anything was
-- counted last; stats_lane and stats_queue: after which lane and queue the next count goes on;
-- blocked_key and young_parent: after which concurrency key and parent the next look at blocked and pending jobs goes on. One row.
create table awa_store.watch (
  only_row boolean primary key default true check (only_row),
  passed pg_snapshot not null,
  next pg_snapshot not null,
  next_at timestamptz not null,
  counted xid8,
  counted_at timestamptz,
  stats_at timestamptz not null default '-infinity',
  stats_lane bigint not null default '-9223372036854775808',
  stats_queue text collate "C" not null default '',
  blocked_key text not null default '',
  young_parent bigint not null default 0,
  seen_key bytea not null default ''
);
insert into awa_store.watch (passed, next, next_at) values (pg_current_snapshot(), pg_current_snapshot(), '-infinity');

-- Lanes with a long queue, so that nobody has to count it: a second cursor of the lane, up to which its entries are
-- counted (passed: how many they are, in the terms of claim.taken), and which slot took entries when it caught up.
create table awa_store.lane_count (
  lane bigint primary key,
  passed bigint not null,
  prev_xmax xid8 not null,
  pos_xid xid8 not null,
  pos_seq bigint not null,
  slot smallint not null,
  cur pg_snapshot not null,
  late xid8[] not null
);

-- Long histories, so that nobody has to count them: how many jobs ended from from_at on and before until_at. The stretches of
-- a queue and state follow each other without a gap. Nothing ends in the past; a job that leaves a stretch before that is
-- out of date adds a row of its own with jobs = -1.
create table awa_store.ended_count (
  from_at timestamptz not null,
  until_at timestamptz not null,
  jobs bigint not null,
  queue text collate "C" not null,
  state text not null
);
create index ended_count_from on awa_store.ended_count (queue, state, from_at);

-- Jobs that may not run yet: their time has not come (scheduled, retryable), something outside (waiting_external) or their
-- parents (pending) have not ended, or their concurrency key has no free place (blocked). attempt counts as in ready;
-- worker_id and attempted_at tell of the last attempt. seq: a number of its own for what a producer's transaction makes of an
-- entry that a worker may be claiming, 0 for what a settle writes: so neither waits for the other, and the producer's commit
-- tells which of them is to be.
create table awa_store.deferred (
  job_id bigint not null,
  seq bigint not null default 0,
  run_at timestamptz not null,
  created_at timestamptz not null,
  attempted_at timestamptz,
  worker_id uuid,
  partition smallint not null,
  priority smallint not null,
  attempt smallint not null,
  max_attempts smallint not null,
  state text not null check (state in ('scheduled', 'retryable', 'waiting_external', 'pending', 'blocked')),
  queue text collate "C" not null,
  kind text not null,
  args jsonb not null,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  options jsonb,
  progress jsonb,
  errors jsonb,
  primary key (job_id, seq)
);
create index deferred_due on awa_store.deferred (queue, run_at, job_id) where state in ('scheduled', 'retryable');
create index deferred_state on awa_store.deferred (queue, state, run_at);
create index deferred_unique on awa_store.deferred (unique_key) where unique_key is not null;
create index deferred_blocked on awa_store.deferred ((options ->> 'concurrency_key'), run_at, job_id) where state = 'blocked';

-- Jobs that have a place of their concurrency key: from their first start, or from when they were let out of blocked, until
-- they have ended; one that has not started gives it up when it is put off.
create table awa_store.place (
  job_id bigint primary key,
  has_started boolean not null,
  concurrency_key text collate "C" not null
);
create index place_key on awa_store.place (concurrency_key);

-- Which jobs a pending one waits for; ended_state: of a parent that has ended, until the child has been seen to.
-- A job that ends while its child is being inserted sees no row, nor does the insert see the end: so tick looks at young rows
-- until every transaction is over that was open when it first did; safe_after: see look_at_parents, null for a row that is not
-- young any more.
-- A negative child: the parent has ended in a transaction, of that number, which could not see to all its children.
create table awa_store.parent (
  parent_id bigint not null,
  child_id bigint not null,
  safe_after xid8 default '0',
  ended_state text,
  primary key (parent_id, child_id)
);
create index parent_child on awa_store.parent (child_id);
create index parent_young on awa_store.parent (parent_id) where safe_after is not null;
create index parent_blind on awa_store.parent (parent_id) where child_id < 0;

-- Where the search for due jobs of a queue starts, so that it does not walk entries which are gone already.
create table awa_store.promotion (
  queue text collate "C" primary key,
  low_water timestamptz not null
) with (fillfactor = 50);

-- Jobs that ended without completing: the dead letter queue (failed) and the cancelled ones; and completed ones of queues
-- that keep them longer than the ring does. attempt = attempts started; keep_until: of jobs with a retention of their own.
create table awa_store.ended (
  job_id bigint primary key,
  run_at timestamptz not null,
  created_at timestamptz not null,
  attempted_at timestamptz,
  finalized_at timestamptz not null,
  keep_until timestamptz,
  worker_id uuid,
  partition smallint not null,
  priority smallint not null,
  attempt smallint not null,
  max_attempts smallint not null,
  state text not null check (state in ('completed', 'failed', 'cancelled')),
  queue text collate "C" not null,
  kind text not null,
  args jsonb not null,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  options jsonb,
  progress jsonb,
  errors jsonb,
  result jsonb,
  reason text
);
create index ended_queue on awa_store.ended (queue, state, finalized_at);
create index ended_due on awa_store.ended (queue, state, finalized_at) where keep_until is null;
create index ended_kept on awa_store.ended (keep_until) where keep_until is not null;

-- Entries of ready that must not be claimed any more: their job was cancelled or replaced while it waited.
-- withdrawn_by is the transaction that did it.
create table awa_store.withdrawn (
  xid xid8 not null,
  seq bigint not null,
  job_id bigint not null,
  withdrawn_by xid8 not null default pg_current_xact_id(),
  withdrawn_at timestamptz not null,
  lane bigint not null,
  reason text,
  purpose text not null check (purpose in ('cancel', 'replace')),
  primary key (lane, xid, seq)
);

-- Who holds a unique key, and in which states of the holder it holds. window_end: of a key with a period. When the holder has
-- ended in a state that the key holds in: which, and until when.
create table awa_store.unique_claim (
  unique_key bytea primary key,
  job_id bigint not null,
  window_end timestamptz,
  held_until timestamptz,
  ended_state text,
  states text[] not null
);
create index unique_claim_held on awa_store.unique_claim (held_until) where held_until is not null;
create index unique_claim_job on awa_store.unique_claim (job_id);

-- What a running attempt reported last; moves into the job's payload when the attempt ends, gone when it completes.
create table awa_store.progress (
  claim_id bigint not null,
  job_id bigint not null,
  progress jsonb not null,
  primary key (claim_id, job_id)
) with (fillfactor = 50);

-- Attempts that their worker must stop; told by NOTIFY and for a while by each heartbeat.
create table awa_store.stop_notice (
  claim_id bigint not null,
  job_id bigint not null,
  worker_id uuid not null,
  created_at timestamptz not null,
  reason text not null check (reason in ('cancelled', 'deadline')),
  primary key (claim_id, job_id)
);

create table awa_store.worker (
  worker_id uuid primary key,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null,
  lost_at timestamptz,
  heartbeat_every interval not null,
  dead_after interval not null,
  name text not null,
  queues text[] not null,
  info jsonb not null
) with (fillfactor = 50);

-- Configuration of queues that differ from the defaults (null: as in settings, or no limit of its own); a queue without a row
-- has one partition and is not paused. partitions routes new jobs, partitions_ever is where waiting ones may still be.
-- is_full: whether max_waiting or more waited when tick looked last.
create table awa_store.queue (
  name text collate "C" primary key,
  partitions smallint not null default 1 check (partitions between 1 and 1024),
  partitions_ever smallint not null default 1 check (partitions_ever >= partitions),
  paused boolean not null default false,
  is_full boolean not null default false,
  on_full text not null default 'off' check (on_full in ('off', 'signal', 'refuse')),
  max_waiting bigint check (max_waiting > 0),
  max_args_bytes int check (max_args_bytes > 0),
  max_metadata_bytes int check (max_metadata_bytes > 0),
  max_tags_bytes int check (max_tags_bytes > 0),
  max_key_bytes int check (max_key_bytes > 0),
  aging interval default '60 s' check (aging > interval '0'),
  keep_completed interval check (keep_completed > interval '0'),
  keep_failed interval check (keep_failed > interval '0'),
  keep_cancelled interval check (keep_cancelled > interval '0')
);

-- What kinds of jobs there are, as far as they are described: a JSON Schema of their args, for people, for generated clients, and
-- for inserts that are to be checked.
create table awa_store.kind (
  name text collate "C" primary key,
  described_at timestamptz not null,
  description text,
  args_schema jsonb
);

-- Who has called deprecated verbs, and when last, to within an hour.
create table awa_store.deprecated_call (
  verb text collate "C" not null,
  caller text collate "C" not null,
  application text collate "C" not null,
  last_at timestamptz not null,
  primary key (verb, caller, application)
);

create function awa_store.note_queues()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update awa_store.ring r
  set configured = q.names
  from (
    select array(
      select name
      from awa_store.queue
      where partitions > 1 or on_full <> 'off'
        or coalesce(max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes) is not null
      order by name) as names
  ) q
  where r.configured <> q.names;
  return null;
end
$$;
call awa_store.publish('awa_store.note_queues');
create trigger queue_note after insert or update or delete on awa_store.queue
  for each statement execute function awa_store.note_queues();

call awa_store.take_ownership();
$awa_script$),
('functions/public/R__cancel_by_unique_key.sql', null, 'cancel by unique key', -279152756, $awa_script$
-- Cancels the job that holds a unique key, named by the same parts as at insert: args are the whole args, or an object of
-- just the chosen fields; period and at (default now) give the window.
-- Returns one row; outcome cancelled, already_ended or not_found (no job holds the key), and the key. opts.all: cancels every
-- job with the key, also those that do not hold it any more but run, say; a row for each, or one that says why there is none.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 reason too long, and those of cancel_job.
-- Locks: as cancel_job. By the key's index.
-- Roles: producer, worker, operator.
create or replace function awa.cancel_by_unique_key(
  kind text,
  queue text default null,
  args jsonb default null,
  period interval default null,
  at timestamptz default null,
  key text default null,
  reason text default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text, unique_key bytea)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_holder record;
  v_count int := 0;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, 'key_hex', 'all');
  end if;
  if cancel_by_unique_key.at is not null and cancel_by_unique_key.period is null then
    raise exception using
      errcode = 'AW001',
      message = format('at (%s) names a window of period, which is missing', cancel_by_unique_key.at),
      hint = 'Pass the period that was given at insert, or leave at out.';
  end if;
  if opts ->> 'key_hex' is not null then
    if cancel_by_unique_key.queue is not null or cancel_by_unique_key.args is not null
      or cancel_by_unique_key.period is not null or cancel_by_unique_key.key is not null
    then
      raise exception using
        errcode = 'AW001',
        message = 'opts.key_hex is the whole key; it does not go with key, args, queue or period',
        hint = 'Name one or the other.';
    end if;
    select p.unique_key into unique_key
    from awa_store.key_parts(jsonb_build_object('key_hex', opts ->> 'key_hex'), kind, null, null, null) p;
  else
    unique_key := awa.unique_key(
      kind, cancel_by_unique_key.queue, cancel_by_unique_key.args,
      awa_store.period_start(cancel_by_unique_key.period, coalesce(cancel_by_unique_key.at, awa_store.clock())),
      cancel_by_unique_key.key);
  end if;
  if awa_store.option_boolean(opts, 'all') then
    for id, outcome, state in
      select c.id, c.outcome, c.state
      from (
        select d.job_id from awa_store.deferred d where d.unique_key = cancel_by_unique_key.unique_key
        union
        select r.job_id
        from awa_store.ready r
        cross join lateral awa_store.locate(r.job_id) l
        where r.unique_key = cancel_by_unique_key.unique_key and l.state not in ('completed', 'failed', 'cancelled')
        order by job_id
      ) j
      cross join lateral awa.cancel_job(j.job_id, cancel_by_unique_key.reason) c
      where c.outcome = 'cancelled'
    loop
      return next;
      v_count := v_count + 1;
    end loop;
    if v_count > 0 then
      return;
    end if;
  end if;
  select h.* into v_holder from awa_store.key_holder(cancel_by_unique_key.unique_key) h where h.holds;
  if v_holder.ended_state is not null then
    id := v_holder.job_id;
    outcome := 'already_ended';
    state := v_holder.ended_state;
  elsif v_holder.job_id is not null then
    select c.id, c.outcome, c.state into id, outcome, state
    from awa.cancel_job(v_holder.job_id, cancel_by_unique_key.reason) c;
  else
    outcome := 'not_found';
  end if;
  return next;
end
$$;

call awa_store.publish('awa.cancel_by_unique_key', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.cancel_by_unique_key is 'Cancels the job that holds a unique key, named by the same parts as at insert.';
$awa_script$),
('functions/public/R__cancel_job.sql', null, 'cancel job', 1063992347, $awa_script$
-- Cancels a job in any state before the end. A running one ends as cancelled at once: its worker is told to stop, and
-- whatever it reports later changes nothing.
-- Returns one row; outcome cancelled, already_ended (state says how) or not_found.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 reason too long, AW008 an available job needs READ COMMITTED;
-- 40001 if a worker claimed and ended an available job before this transaction committed.
-- Locks: running: its claim; waiting for its time: the job's row; available: its lane, at commit.
-- Roles: producer, worker, operator.
create or replace function awa.cancel_job(
  job_id bigint,
  reason text default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_reason text := awa_store.checked_reason(cancel_job.reason);
  v_at record;
  v_closed record;
  v_done boolean := false;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if cancel_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  id := cancel_job.job_id;
  -- Another session may move the job between the look and the act: then look again.
  while not v_done loop
    select * into v_at from awa_store.locate(cancel_job.job_id);
    case
      when v_at.place is null then
        outcome := 'not_found';
        v_done := true;
      when v_at.state in ('completed', 'failed', 'cancelled') then
        outcome := 'already_ended';
        state := v_at.state;
        v_done := true;
      when v_at.place = 'deferred' then
        v_done := awa_store.bury_deferred(cancel_job.job_id, 'cancelled', v_reason);
      when v_at.place = 'ready' then
        v_done := awa_store.try_withdraw(
          cancel_job.job_id, v_at.lane, v_at.xid, v_at.seq, 'cancel', v_reason);
        if v_done then
          perform awa_store.free_keys(array[cancel_job.job_id], 'cancelled');
        end if;
      else
        select * into v_closed
        from awa_store.close_attempts(null, v_at.claim_id, array[cancel_job.job_id], 'cancelled', null, true);
        v_done := v_closed.closed_ids <> '{}';
        if v_done then
          perform awa_store.bury_cancelled(
            cancel_job.job_id, v_reason, true, v_at.claim_id, v_closed.holder, v_closed.attempted_at);
          perform awa_store.stop_attempt(v_closed.holder, v_at.claim_id, cancel_job.job_id, 'cancelled');
        end if;
    end case;
  end loop;
  if outcome is null then
    outcome := 'cancelled';
    state := 'cancelled';
  end if;
  return next;
end
$$;

call awa_store.publish('awa.cancel_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.cancel_job is 'Cancels a job in any state before the end; a running one is told to stop.';
$awa_script$),
('functions/public/R__cancel_running.sql', null, 'cancel running', -119784279, $awa_script$
-- A worker ends its own running jobs as cancelled: not done, and not to be tried again.
-- Returns how many it settled, and with on_lost = report the jobs that were not open.
-- Errors: AW001 bad argument, AW002 unknown option, AW005 lease lost (nothing is changed).
-- Locks: the claim, until commit.
-- Roles: worker.
create or replace function awa.cancel_running(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  reason text default null,
  opts jsonb default '{}'
)
returns table (settled int, lost_ids bigint[])
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := awa_store.reports_lost(coalesce(opts, '{}'));
  v_closed record;
begin
  select * into v_closed
  from awa_store.close_attempts(
    awa_store.checked_worker(cancel_running.worker_id), cancel_running.claim_id, cancel_running.job_ids, 'cancelled',
    null, v_report);
  perform awa_store.bury_cancelled(
    c, awa_store.checked_reason(cancel_running.reason), true, cancel_running.claim_id, v_closed.holder, v_closed.attempted_at)
  from unnest(v_closed.closed_ids) c;
  settled := cardinality(v_closed.closed_ids);
  lost_ids := v_closed.lost_ids;
  return next;
end
$$;

call awa_store.publish('awa.cancel_running', 'awa_worker');
comment on function awa.cancel_running is 'Ends running jobs of one claim as cancelled, on the wish of their own worker.';
$awa_script$),
('functions/public/R__check_contract.sql', null, 'check contract', -344309256, $awa_script$
-- Whether a caller that was made for a version of this contract, major.minor, can work with this database: it is of the same
-- major version, and not of an older minor one. For clients to ask once, when they start.
-- Returns the version that the database serves.
-- Errors: AW001 bad version, AW012 it cannot; the hint says what to upgrade.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.check_contract(version text)
returns text
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_served text := awa.contract_version();
  v_has int[] := string_to_array(v_served, '.');
  v_wants int[];
begin
  if version is null or version !~ '^[0-9]{1,4}\.[0-9]{1,4}$' then
    raise exception using
      errcode = 'AW001',
      message = format('version must be major.minor, not %s', coalesce(left(version, 100), 'null')),
      hint = 'Pass the version that the client was made for, as in 1.0.';
  end if;
  v_wants := string_to_array(version, '.');
  if v_wants[1] <> v_has[1] or v_wants > v_has then
    raise exception using
      errcode = 'AW012',
      message = format('this database serves contract %s, and the caller was made for %s', v_served, version),
      hint = case
        when v_wants > v_has then 'Upgrade the database first: awa migrate, or AwaSchema.migrate(dataSource).'
        else format('Use a release of the client that was made for contract %s.x.', v_has[1])
      end;
  end if;
  return v_served;
end
$$;

call awa_store.publish('awa.check_contract', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.check_contract is 'Whether a caller that was made for a version of this contract can work with this database.';
$awa_script$),
('functions/public/R__claim_jobs.sql', null, 'claim jobs', -333984653, $awa_script$
-- Hands the next jobs of a queue to a worker.
-- Returns the claimed attempts, most urgent lane first; none if nothing is due or the queue is paused. Rows of one
-- call may belong to several claims.
-- Errors: AW001 bad argument, AW002 unknown option, AW006 worker unknown, AW008 isolation level.
-- Locks, in this order: promotion(queue) tried; lane(queue, partition) for the rest of the transaction, waited for
-- only while none is held; the first concurrency key that is met, others tried. Producers take none of them.
-- Roles: worker.
create or replace function awa.claim_jobs(
  worker_id uuid,
  queue text default 'default',
  max_jobs int default 1,
  opts jsonb default '{}'
)
returns table (
  claim_id bigint,
  id bigint,
  kind text,
  args jsonb,
  priority int,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  deadline_at timestamptz,
  partition int,
  ordering_key text,
  tags text[],
  metadata jsonb,
  progress jsonb,
  errors jsonb
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_queue text := coalesce(claim_jobs.queue, 'default');
  v_left int := coalesce(claim_jobs.max_jobs, 1);
  v_now timestamptz := awa_store.clock();
  v_partitions int := 1;
  v_aging interval := interval '60 s';
  v_paused boolean;
  v_busy int[] := '{}';
  v_todo int[];
  v_partition int;
  v_holding boolean := false;
  v_lane record;
  v_prev_xmax xid8;
  v_late xid8[];
  v_cur pg_snapshot;
  v_pos_xid xid8;
  v_pos_seq bigint;
  v_turn bigint;
  v_taken bigint;
  v_next pg_snapshot;
  v_gone boolean;
  v_guard boolean;
  v_moved bigint[];
  v_moves int := 0;
  v_left_off boolean;
  v_used_up boolean;
  v_turned boolean;
  v_limit int;
  v_count int;
begin
  if v_left < 1 or v_left > 10000 then
    raise exception using
      errcode = 'AW001',
      message = format('max_jobs must be 1 to 10000, not %s', v_left),
      hint = 'Claim again for more.';
  end if;
  if v_queue = '' or length(v_queue) > 200 then
    perform awa_store.check_queues(array[v_queue]);
  end if;
  if opts <> '{}' then
    perform awa_store.check_options(opts, 'async');
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format('claim_jobs runs at READ COMMITTED only, not at %s', upper(current_setting('transaction_isolation'))),
      hint = 'A snapshot from before the call would miss jobs or claim them twice. Call it in a transaction of its own.';
  end if;
  perform from awa_store.worker w where w.worker_id = claim_jobs.worker_id and w.lost_at is null;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', awa_store.checked_worker(claim_jobs.worker_id)),
      hint = 'Call awa.register_worker; a worker without heartbeats is declared lost and must register again.';
  end if;
  if awa_store.option_boolean(opts, 'async') then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  select q.partitions_ever, q.aging, q.paused into v_partitions, v_aging, v_paused
  from awa_store.queue q
  where q.name = v_queue;
  if not found then
    v_partitions := 1;
    v_aging := interval '60 s';
  elsif v_paused then
    return;
  end if;
  if pg_current_xact_id_if_assigned() is not null then
    -- What this transaction withdrew must be confirmed before the cursor passes it.
    set constraints awa_store.withdrawn_confirm immediate;
  end if;
  perform awa_store.promote(v_queue, greatest(2 * v_left, 100));

  -- Free partitions first, from a random one on; if all are busy, wait for the first of them.
  if v_partitions = 1 then
    v_todo := '{0}';
  else
    v_todo := array(
      select (p + s.first) % v_partitions
      from generate_series(0, v_partitions - 1) p, (select floor(random() * v_partitions)::int) s (first));
  end if;
  while cardinality(v_todo) > 0 and v_left > 0 loop
    v_partition := v_todo[1];
    v_todo := v_todo[2:];
    if pg_try_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_key(awa_store.lane(v_queue, v_partition, 1))) then
      v_holding := true;
    elsif v_partition = any (v_busy) then
      perform pg_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_key(awa_store.lane(v_queue, v_partition, 1)));
      v_holding := true;
    else
      v_busy := v_busy || v_partition::int;
      if cardinality(v_todo) = 0 and not v_holding then
        v_todo := v_busy[1:1];
      end if;
      continue;
    end if;

    -- The lane's newest claim holds its cursor. A lane that was not served for a while may have aged into a more
    -- urgent one; of equals the one that waits longest comes first, so that none starves.
    for v_lane in
      select h.*
      from (
        select
          l.priority, l.lane, c.turn, c.taken, c.is_guarded, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq,
          k.waits_since, k.in_window
        from (
          select p, awa_store.lane(v_queue, v_partition, p) from generate_series(1, 4) p offset 0
        ) l (priority, lane)
        left join lateral (
          select c.* from awa_store.claim c where c.lane = l.lane order by c.turn desc limit 1
        ) c on true
        cross join lateral awa_store.lane_peek(l.lane, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq) k
        offset 0
      ) h
      order by
        greatest(1, h.priority - coalesce(floor(extract(epoch from v_now - h.waits_since) / extract(epoch from v_aging)), 0)),
        h.waits_since,
        h.priority
    loop
      v_turn := coalesce(v_lane.turn, 0);
      v_taken := coalesce(v_lane.taken, 0);
      v_cur := v_lane.cur;
      v_prev_xmax := coalesce(v_lane.prev_xmax, '0');
      v_late := coalesce(v_lane.late, '{}');
      v_pos_xid := coalesce(v_lane.pos_xid, '0');
      v_pos_seq := coalesce(v_lane.pos_seq, 0);
      v_gone := exists (
        select
        from awa_store.withdrawn w
        where w.lane = v_lane.lane);
      -- As the last claim of the lane found it; if it was wrong, no row comes back from the first attempt.
      v_guard := coalesce(v_lane.is_guarded, false);
      v_left_off := false;
      v_used_up := not v_lane.in_window;
      v_turned := false;
      -- First the rest of the present window, then the next one. A window is a list of ranges of transaction ids, the
      -- late ones first, and the rows come in this order: ranges as listed, (xid, seq) within each.
      while v_left > 0 loop
        if v_used_up then
          exit when v_turned;
          if v_cur is null then
            v_cur := awa_store.window_snapshot();
          else
            -- A window may not end before the one before it; see window_snapshot.
            exit when pg_current_xact_id_if_assigned() < pg_snapshot_xmax(v_cur);
            v_next := awa_store.window_snapshot();
            v_prev_xmax := pg_snapshot_xmax(v_cur);
            v_late := array(select x from pg_snapshot_xip(v_cur) x where pg_visible_in_snapshot(x, v_next) order by x);
            v_cur := v_next;
            v_pos_xid := '0';
            v_pos_seq := 0;
          end if;
          v_turned := true;
        end if;
        v_moved := '{}';
        v_limit := v_left;
        if v_guard then
          -- No more than so many payloads are moved in one call.
          select g.moved, g.entries, g.left_off into v_moved, v_limit, v_left_off
          from awa_store.guard(
            v_lane.lane, v_prev_xmax, v_late, v_cur, v_pos_xid, v_pos_seq, v_left, 1000 - v_moves) g;
          v_moves := v_moves + cardinality(v_moved);
        elsif v_gone then
          -- So many entries have v_left jobs that are not withdrawn among them, or are 1000 withdrawn ones.
          select coalesce(max(l.n) filter (where l.jobs <= v_left), v_left) into v_limit
          from (
            select row_number() over () as n, count(*) filter (where not s.gone) over (rows unbounded preceding) as jobs
            from (
              select exists (
                select
                from awa_store.withdrawn w
                where w.lane = v_lane.lane and w.xid = e.xid and w.seq = e.seq) as gone
              from awa_store.window_ranges(v_prev_xmax, v_late, v_cur, v_pos_xid, v_pos_seq) w
              cross join lateral (
                select r.xid, r.seq
                from awa_store.ready r
                where r.lane = v_lane.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
                  and pg_visible_in_snapshot(r.xid, v_cur)
                order by r.xid, r.seq
                limit v_left + 1000
              ) e
              limit v_left + 1000
            ) s
          ) l;
        end if;
        return query
        with picked as materialized (
          select
            e.*,
            e.seq = any (v_moved)
            or v_gone and exists (
              select
              from awa_store.withdrawn w
              where w.lane = v_lane.lane and w.xid = e.xid and w.seq = e.seq) as gone
          from awa_store.window_ranges(v_prev_xmax, v_late, v_cur, v_pos_xid, v_pos_seq) w
          cross join lateral (
            select r.*
            from awa_store.ready r
            where r.lane = v_lane.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
              and pg_visible_in_snapshot(r.xid, v_cur)
            order by r.xid, r.seq
            limit v_limit
          ) e
          limit v_limit
        ),
        batch as (
          select
            count(*)::int as n, array_agg(p.xid) as xids, array_agg(p.seq) as seqs,
            array_agg(p.job_id) filter (where not p.gone) as job_ids,
            min((p.options ->> 'timeout')::interval) filter (where not p.gone) as timeout,
            bool_or(p.options ?| '{start_by,concurrency_key}') as is_guarded,
            bool_or(p.unique_key is not null or p.options ? 'concurrency_key') as has_keys,
            bool_or(p.queue <> v_queue) as is_mixed
          from picked p
        ),
        claimed as (
          insert into awa_store.claim (
            claim_id, turn, lane, claimed_at, deadline_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, slot, has_keys,
            is_guarded, queue, cur, late, job_ids)
          select
            nextval('awa_store.claim_seq'), v_turn + 1, v_lane.lane, v_now, v_now + b.timeout, claim_jobs.worker_id,
            v_prev_xmax, b.xids[b.n], b.seqs[b.n], v_taken + b.n, (select r.current_slot from awa_store.ring r),
            coalesce(b.has_keys, false), coalesce(b.is_guarded, false),
            case when b.is_mixed then awa_store.refuse_lane(v_queue, v_lane.lane) else v_queue end, v_cur, v_late,
            coalesce(b.job_ids, '{}')
          from batch b
          where b.n > 0 and (v_guard or b.is_guarded is not true)
          returning claim_id, slot
        ),
        watched as (
          insert into awa_store.open_claim (claim_id, worker_id, claimed_at, deadline_at, slot)
          select c.claim_id, claim_jobs.worker_id, v_now, v_now + b.timeout, c.slot
          from claimed c
          cross join batch b
          where b.timeout is not null
        )
        select
          c.claim_id, p.job_id, p.kind, p.args, v_lane.priority, p.attempt::int, p.max_attempts::int, p.run_at,
          p.created_at, v_now + (p.options ->> 'timeout')::interval, v_partition, p.ordering_key, coalesce(p.tags, '{}'),
          coalesce(p.metadata, '{}'), p.progress, coalesce(p.errors, '[]')
        from claimed c
        cross join picked p
        where not p.gone;
        get diagnostics v_count = row_count;
        if v_count = 0 and not v_guard then
          v_guard := exists (
            select
            from awa_store.window_ranges(v_prev_xmax, v_late, v_cur, v_pos_xid, v_pos_seq) w
            cross join lateral (
              select r.options
              from awa_store.ready r
              where r.lane = v_lane.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
                and pg_visible_in_snapshot(r.xid, v_cur)
              order by r.xid, r.seq
              limit v_limit
            ) e
            where e.options ?| '{start_by,concurrency_key}');
          v_used_up := false;
          continue when v_guard;
        end if;
        v_used_up := v_count < v_left;
        v_left := v_left - v_count;
        if v_gone or v_guard then
          -- Withdrawn and moved entries moved the cursor without being counted: read it back.
          select c.turn, c.taken, c.pos_xid, c.pos_seq, c.turn = v_turn into v_turn, v_taken, v_pos_xid, v_pos_seq, v_used_up
          from awa_store.claim c
          where c.lane = v_lane.lane
          order by c.turn desc
          limit 1;
          v_turn := coalesce(v_turn, 0);
          v_taken := coalesce(v_taken, 0);
          v_used_up := coalesce(v_used_up, true);
        elsif v_count > 0 then
          v_turn := v_turn + 1;
          v_taken := v_taken + v_count;
        end if;
        exit when v_left_off;
      end loop;
      exit when v_left = 0;
    end loop;
  end loop;
end
$$;

call awa_store.publish('awa.claim_jobs', 'awa_worker');
comment on function awa.claim_jobs is 'Hands up to max_jobs next jobs of a queue to a worker, most urgent first.';
$awa_script$),
('functions/public/R__complete_jobs.sql', null, 'complete jobs', -2077076199, $awa_script$
-- Ends attempts as completed. May be called inside the transaction that writes the jobs' results.
-- Returns how many it settled, and with on_lost = report the jobs that were not open.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 results too large, AW005 lease lost (nothing is changed).
-- Locks: the claim, until commit; the concurrency keys and children of its jobs, at commit.
-- Roles: worker.
create or replace function awa.complete_jobs(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  results jsonb default null,
  opts jsonb default '{}'
)
returns table (settled int, lost_ids bigint[])
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := awa_store.reports_lost(coalesce(opts, '{}'));
  v_results jsonb := nullif(complete_jobs.results, 'null');
  v_closed record;
begin
  if v_results is not null then
    if jsonb_typeof(v_results) <> 'array' or jsonb_array_length(v_results) <> cardinality(complete_jobs.job_ids) then
      raise exception using
        errcode = 'AW001',
        message = format(
          'results must be a JSON array of %s elements, one per job, not %s',
          cardinality(complete_jobs.job_ids), left(v_results::text, 100)),
        hint = 'Use null for a job without a result, or leave results out.';
    end if;
    if pg_column_size(v_results) > 16777216 then
      raise exception using
        errcode = 'AW003',
        message = format('results take %s bytes, more than 16777216', pg_column_size(v_results)),
        hint = 'Settle fewer jobs at once, or keep large results elsewhere.';
    end if;
  end if;
  select * into v_closed
  from awa_store.close_attempts(
    awa_store.checked_worker(complete_jobs.worker_id), complete_jobs.claim_id, complete_jobs.job_ids, 'completed',
    v_results, v_report);
  if v_closed.has_keys then
    perform awa_store.after_end(v_closed.closed_ids, 'completed');
  elsif awa_store.has_parents() then
    perform awa_store.free_children(v_closed.closed_ids, 'completed');
  end if;
  if v_closed.has_progress then
    delete from awa_store.progress p where p.claim_id = complete_jobs.claim_id and p.job_id = any (v_closed.closed_ids);
  end if;
  settled := cardinality(v_closed.closed_ids);
  lost_ids := v_closed.lost_ids;
  return next;
end
$$;

call awa_store.publish('awa.complete_jobs', 'awa_worker');
comment on function awa.complete_jobs is 'Ends attempts of one claim as completed, with optional results.';
$awa_script$),
('functions/public/R__configure.sql', null, 'configure', -1264518860, $awa_script$
-- Sets how long ended jobs are kept where their queue says nothing else: keep_completed (24 hours at first; also the pace at
-- which the ledger reclaims its space), keep_failed (30 days), keep_cancelled (7 days). A key that is left out stays as it is.
-- Returns one row, the settings after it.
-- Errors: AW001 bad value, AW002 unknown key.
-- Locks: the one row of settings.
-- Roles: operator.
create or replace function awa.configure(
  settings jsonb default '{}'
)
returns table (keep_completed interval, keep_failed interval, keep_cancelled interval)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_settings jsonb := coalesce(configure.settings, '{}');
begin
  perform awa_store.check_options(v_settings, 'keep_completed', 'keep_failed', 'keep_cancelled');
  update awa_store.settings s
  set keep_completed = coalesce(awa_store.option_interval(v_settings, 'keep_completed'), s.keep_completed),
    keep_failed = coalesce(awa_store.option_interval(v_settings, 'keep_failed'), s.keep_failed),
    keep_cancelled = coalesce(awa_store.option_interval(v_settings, 'keep_cancelled'), s.keep_cancelled)
  where v_settings <> '{}';
  return query select s.keep_completed, s.keep_failed, s.keep_cancelled from awa_store.settings s;
end
$$;

call awa_store.publish('awa.configure', 'awa_operator');
comment on function awa.configure is 'Sets how long ended jobs are kept where their queue says nothing else.';
$awa_script$),
('functions/public/R__configure_queue.sql', null, 'configure queue', -830911814, $awa_script$
-- Makes or changes the configuration of a queue: partitions (1 to 1024), paused, aging (how long a job waits until it counts as
-- one step more urgent), keep_completed, keep_failed, keep_cancelled (how long ended jobs are kept; null: as awa.configure
-- says), max_waiting (how many available jobs it should hold; null: any number) and on_full (off, signal or refuse),
-- max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes (null: the limits of all queues). A key that is left out
-- stays as it is. A queue needs none of it: without, it has one partition and the defaults.
-- Returns one row, the configuration after it.
-- Errors: AW001 bad value, AW002 unknown key.
-- Locks: the queue's row. Wakes sleeping workers of the queue when it is no longer paused.
-- Roles: operator.
create or replace function awa.configure_queue(
  queue text,
  settings jsonb default '{}'
)
returns table (
  queue_name text,
  partitions int,
  paused boolean,
  aging interval,
  keep_completed interval,
  keep_failed interval,
  keep_cancelled interval,
  max_waiting bigint,
  on_full text,
  max_args_bytes int,
  max_metadata_bytes int,
  max_tags_bytes int,
  max_key_bytes int
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_settings jsonb := coalesce(configure_queue.settings, '{}');
  v_partitions int;
  v_was_paused boolean;
begin
  perform awa_store.check_queues(array[configure_queue.queue]);
  perform awa_store.check_options(
    v_settings, 'partitions', 'paused', 'aging', 'keep_completed', 'keep_failed', 'keep_cancelled', 'max_waiting', 'on_full',
    'max_args_bytes', 'max_metadata_bytes', 'max_tags_bytes', 'max_key_bytes');
  v_partitions := awa_store.option_integer(v_settings, 'partitions', 1, 1024);
  if v_settings ->> 'on_full' not in ('off', 'signal', 'refuse') then
    raise exception using
      errcode = 'AW001',
      message = format('on_full must be off, signal or refuse, not %s', left(v_settings ->> 'on_full', 100)),
      hint = 'Leave it out to keep it.';
  end if;
  insert into awa_store.queue (name) values (configure_queue.queue) on conflict do nothing;
  select q.paused into strict v_was_paused from awa_store.queue q where q.name = configure_queue.queue for update;
  update awa_store.queue q
  set partitions = coalesce(v_partitions, q.partitions),
    partitions_ever = greatest(q.partitions_ever, v_partitions),
    paused = awa_store.option_boolean(v_settings, 'paused', q.paused),
    aging = coalesce(awa_store.option_interval(v_settings, 'aging'), q.aging),
    keep_completed = case
      when v_settings ? 'keep_completed' then awa_store.option_interval(v_settings, 'keep_completed')
      else q.keep_completed
    end,
    keep_failed = case
      when v_settings ? 'keep_failed' then awa_store.option_interval(v_settings, 'keep_failed') else q.keep_failed
    end,
    keep_cancelled = case
      when v_settings ? 'keep_cancelled' then awa_store.option_interval(v_settings, 'keep_cancelled')
      else q.keep_cancelled
    end,
    max_waiting = case
      when v_settings ? 'max_waiting' then awa_store.option_integer(v_settings, 'max_waiting', 1, 1000000000000)
      else q.max_waiting
    end,
    on_full = coalesce(v_settings ->> 'on_full', q.on_full),
    -- tick looks again.
    is_full = q.is_full and coalesce(v_settings ->> 'on_full', q.on_full) <> 'off' and not v_settings ? 'max_waiting',
    max_args_bytes = case
      when v_settings ? 'max_args_bytes' then awa_store.option_integer(v_settings, 'max_args_bytes', 1, 1048576)
      else q.max_args_bytes
    end,
    max_metadata_bytes = case
      when v_settings ? 'max_metadata_bytes' then awa_store.option_integer(v_settings, 'max_metadata_bytes', 1, 65536)
      else q.max_metadata_bytes
    end,
    max_tags_bytes = case
      when v_settings ? 'max_tags_bytes' then awa_store.option_integer(v_settings, 'max_tags_bytes', 1, 4096)
      else q.max_tags_bytes
    end,
    max_key_bytes = case
      when v_settings ? 'max_key_bytes' then awa_store.option_integer(v_settings, 'max_key_bytes', 1, 500)
      else q.max_key_bytes
    end
  where q.name = configure_queue.queue
  returning
    q.name, q.partitions, q.paused, q.aging, q.keep_completed, q.keep_failed, q.keep_cancelled, q.max_waiting, q.on_full,
    q.max_args_bytes, q.max_metadata_bytes, q.max_tags_bytes, q.max_key_bytes
  into
    queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes,
    max_metadata_bytes, max_tags_bytes, max_key_bytes;
  if v_settings ? 'keep_completed' then
    -- What is just being copied out of the ring for longer retention, from its beginning again.
    update awa_store.slot t set archive_queue = null, archive_at = null where t.archive_queue is not null;
  end if;
  if v_was_paused and not paused then
    perform awa_store.wake(queue_name);
  end if;
  return next;
end
$$;

call awa_store.publish('awa.configure_queue', 'awa_operator');
comment on function awa.configure_queue is 'Makes or changes the configuration of a queue: partitions, pause, aging, retention.';
$awa_script$),
('functions/public/R__contract_version.sql', null, 'contract version', -1595165101, $awa_script$
-- The version of this contract, major.minor: a caller made for 1.x works with every later 1.y.
-- Errors: none. Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.contract_version()
returns text
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return '1.0';
end
$$;

call awa_store.publish('awa.contract_version', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.contract_version is 'The version of the contract, major.minor.';
$awa_script$),
('functions/public/R__delete_job.sql', null, 'delete job', -219210919, $awa_script$
-- Forgets an ended job before its time: its history and its hold on a unique key. Statistics of its queue still count it.
-- Returns one row; outcome deleted, not_ended (cancel it first) or not_found.
-- Errors: AW001 bad argument, AW002 unknown option.
-- Locks: the job; of a completed one, housekeeping until commit.
-- Roles: operator.
create or replace function awa.delete_job(
  job_id bigint,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_place text;
  v_queue text;
  v_ended_at timestamptz;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if delete_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  id := delete_job.job_id;
  if pg_current_xact_id_if_assigned() is not null then
    -- A job that this transaction has cancelled while it waited has ended only now.
    set constraints awa_store.withdrawn_confirm immediate;
    set constraints awa_store.withdrawn_confirm deferred;
  end if;
  select l.place, l.state into v_place, state from awa_store.locate(delete_job.job_id) l;
  if v_place is null then
    outcome := 'not_found';
  elsif state not in ('completed', 'failed', 'cancelled') then
    outcome := 'not_ended';
  else
    if awa_store.has_parents() then
      perform awa_store.free_children(array[delete_job.job_id], state);
    end if;
    if state = 'completed' then
      -- The one thing that is deleted in the ring; tick may be copying it.
      perform pg_advisory_xact_lock(awa_store.lock_class('housekeeping'), 0);
      delete from awa_store.ready r where r.job_id = delete_job.job_id;
    end if;
    delete from awa_store.ended e where e.job_id = delete_job.job_id returning e.queue, e.finalized_at into v_queue, v_ended_at;
    if state <> 'completed' then
      perform awa_store.uncount(v_queue, state, v_ended_at);
    end if;
    delete from awa_store.unique_claim u where u.job_id = delete_job.job_id and u.ended_state is not null;
    outcome := 'deleted';
  end if;
  return next;
end
$$;

call awa_store.publish('awa.delete_job', 'awa_operator');
comment on function awa.delete_job is 'Forgets an ended job, and its hold on a unique key, before its time.';
$awa_script$),
('functions/public/R__deregister_worker.sql', null, 'deregister worker', 1695298786, $awa_script$
-- Ends a worker. Jobs that are still open under its claims are rescued at once, each counted as a failed attempt.
-- Returns one row; outcome deregistered or unknown, and how many jobs were open.
-- Errors: AW001 bad argument, AW002 unknown option.
-- Locks: the worker's row and its open claims, until commit.
-- Roles: worker.
create or replace function awa.deregister_worker(
  worker_id uuid,
  opts jsonb default '{}'
)
returns table (outcome text, lost int)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  delete from awa_store.worker w where w.worker_id = awa_store.checked_worker(deregister_worker.worker_id);
  outcome := case when found then 'deregistered' else 'unknown' end;
  select coalesce(sum(awa_store.rescue(l.claim_id, c.job_ids, 'worker left without settling the job')), 0)
  into lost
  from (
    select o.claim_id, o.slot
    from awa_store.running_claim o
    where o.worker_id = deregister_worker.worker_id
    order by o.claim_id
  ) l
  cross join lateral (
    select c.* from awa_store.claim c where c.claim_id = l.claim_id and c.slot = l.slot offset 0
  ) c;
  delete from awa_store.stop_notice n where n.worker_id = deregister_worker.worker_id;
  return next;
end
$$;

call awa_store.publish('awa.deregister_worker', 'awa_worker');
comment on function awa.deregister_worker is 'Ends a worker; jobs still open under its claims are rescued.';
$awa_script$),
('functions/public/R__describe_kind.sql', null, 'describe kind', 859096165, $awa_script$
-- Says what a kind of job is, and with a JSON Schema what its args look like: for people, for generated clients, and for inserts
-- with opts.validate. Null leaves a thing as it is; an args_schema of true accepts anything. Changes nothing about jobs that
-- have been inserted.
-- Returns one row; outcome created, changed or unchanged.
-- Errors: AW001 bad argument, a keyword that is not supported among them, AW002 unknown option, AW003 too large.
-- Locks: the kind.
-- Roles: worker, operator.
create or replace function awa.describe_kind(
  kind text,
  args_schema jsonb default null,
  description text default null,
  opts jsonb default '{}'
)
returns table (name text, outcome text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_fault text := awa_store.job_fault(describe_kind.kind, '{}', 'x', 1, now(), 1, null, null, '{}');
  v_schema jsonb := nullif(describe_kind.args_schema, 'null');
begin
  if v_fault is not null then
    perform awa_store.raise_job_fault(v_fault, describe_kind.kind, '{}', 'x', 1, now(), 1, null, null, '{}');
  end if;
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if pg_column_size(v_schema) > 65536 or length(describe_kind.description) > 4000 then
    raise exception using
      errcode = 'AW003',
      message = format(
        'args_schema takes %s bytes and description %s characters; 65536 and 4000 are the most',
        coalesce(pg_column_size(v_schema), 0), coalesce(length(describe_kind.description), 0)),
      hint = 'Say less.';
  end if;
  v_fault := awa_store.schema_fault(v_schema, v_schema);
  if v_fault is not null then
    raise exception using
      errcode = 'AW001', message = format('args_schema: %s', v_fault), hint = 'docs/contract.md lists the keywords.';
  end if;
  name := describe_kind.kind;
  insert into awa_store.kind (name, described_at, description, args_schema)
  values (describe_kind.kind, awa_store.clock(), describe_kind.description, v_schema)
  on conflict do nothing;
  if found then
    outcome := 'created';
  else
    update awa_store.kind k
    set description = coalesce(describe_kind.description, k.description), args_schema = coalesce(v_schema, k.args_schema),
      described_at = awa_store.clock()
    where k.name = describe_kind.kind
      and (k.description, k.args_schema)
        is distinct from (coalesce(describe_kind.description, k.description), coalesce(v_schema, k.args_schema));
    outcome := case when found then 'changed' else 'unchanged' end;
  end if;
  return next;
end
$$;

call awa_store.publish('awa.describe_kind', 'awa_worker', 'awa_operator');
comment on function awa.describe_kind is 'Says what a kind of job is, and by a JSON Schema what its args look like.';
$awa_script$),
('functions/public/R__doctor.sql', null, 'doctor', -820856970, $awa_script$
-- Looks for what keeps the engine from working as it should. One row per check; status ok, warning or error, what was seen,
-- and what to do about it (null if ok).
-- ring: whether the ledger reclaims its space. housekeeping: whether somebody calls tick. origin: whether the ledger came
-- from another server. workers: lost ones. old_transactions: what holds the server's vacuum back, as far as
-- the caller may see it.
-- Errors: none. Locks: none.
-- Roles: operator, observer.
create or replace function awa.doctor()
returns table (check_name text, status text, detail text, hint text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_keep interval := (select s.keep_completed from awa_store.settings s);
  v_current awa_store.slot;
  v_oldest awa_store.slot;
  v_text text;
  v_count bigint;
begin
  select t.* into v_current from awa_store.ring r join awa_store.slot t on t.slot = r.current_slot;
  select t.* into v_oldest from awa_store.slot t where t.sealed_at is not null order by t.sealed_at limit 1;
  check_name := 'ring';
  if v_current.opened_at + v_keep > v_now or not exists (select from awa_store.slot t where t.sealed_at is not null) then
    status := 'ok';
    detail := format('slot %s takes entries since %s', v_current.slot, v_current.opened_at);
    if v_current.opened_at + v_keep <= v_now then
      status := 'warning';
      hint := 'The ring has not turned: call awa.tick() about once a second, from a worker or a cron.';
    end if;
  else
    status := 'warning';
    detail := format(
      'slot %s takes entries since %s and grows, since slot %s cannot be reclaimed: %s',
      v_current.slot, v_current.opened_at, v_oldest.slot,
      case
        when v_oldest.drained_at is null then 'jobs in it wait or run'
        when v_oldest.tries > 0 then format('a reader or writer was in the way %s times', v_oldest.tries)
        else format('its history is kept until %s', v_oldest.drained_at + v_keep)
      end);
    hint := 'Nothing is lost; it turns again by itself. Look for long transactions that read awa_store, a dump among them.';
  end if;
  return next;

  check_name := 'origin';
  status := 'ok';
  detail := 'the ledger belongs to this server';
  hint := null;
  begin
    perform awa_store.check_origin();
  exception when sqlstate 'AW007' then
    get stacked diagnostics detail = message_text, hint = pg_exception_hint;
    status := 'error';
  end;
  return next;

  check_name := 'workers';
  select count(*) filter (where w.heartbeat_at + w.dead_after < v_now), format('%s registered', count(*))
  into v_count, v_text
  from awa_store.worker w;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := format('%s, %s without heartbeats', v_text, v_count);
  hint := case when v_count > 0 then 'tick declares them lost and takes their jobs away: call it about once a second.' end;
  return next;

  check_name := 'due_jobs';
  select min(awa_store.next_due(q)) into v_current.opened_at from awa_store.deferred_queues() q;
  status := case when v_current.opened_at < v_now - interval '1 minute' then 'warning' else 'ok' end;
  detail := coalesce('the first scheduled or retryable job is due at ' || v_current.opened_at, 'no job waits for its time');
  hint := case status
    when 'warning' then 'Nobody claims from its queue, it is paused, or there are more due jobs than the workers can take.'
  end;
  return next;

  check_name := 'old_transactions';
  select count(*), format('oldest since %s', min(a.xact_start))
  into v_count, v_text
  from pg_stat_activity a
  where a.datname = current_database() and a.xact_start < v_now - interval '10 minutes' and a.backend_type = 'client backend';
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := case when v_count = 0 then 'none open for ten minutes' else format('%s open for ten minutes, %s', v_count, v_text) end;
  hint := case
    when v_count > 0 then 'The ledger does not mind, but tables that are updated do, awa_store.deferred and worker among them.'
  end;
  return next;

  check_name := 'deprecated_calls';
  select
    count(*),
    string_agg(
      format('%s by %s%s, last at %s', d.verb, d.caller, coalesce(' (' || nullif(d.application, '') || ')', ''), d.last_at), '; '
      order by d.last_at desc)
  into v_count, v_text
  from awa_store.deprecated_call d
  where d.last_at > v_now - interval '30 days';
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(v_text, 'nobody has called a deprecated function for 30 days');
  hint := case when v_count > 0 then 'The comment of a deprecated function says what to call instead, and until when there is time.' end;
  return next;
end
$$;

call awa_store.publish('awa.doctor', 'awa_operator', 'awa_observer');
comment on function awa.doctor is 'Looks for what keeps the engine from working as it should, and says what to do.';
$awa_script$),
('functions/public/R__error_codes.sql', null, 'error codes', 1935844, $awa_script$
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
    ('AW010', 'job_not_found', 'There is no such job, or it was kept long enough.'),
    ('AW011', 'invalid_args', 'The args do not fit the schema of their kind.'),
    ('AW012', 'contract_mismatch', 'The caller was made for a version of the contract that this database does not serve.');
$$;

call awa_store.publish('awa.error_codes', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.error_codes is 'The SQLSTATEs that Awa raises, with their conditions and what they mean.';
$awa_script$),
('functions/public/R__fail_jobs.sql', null, 'fail jobs', -652670597, $awa_script$
-- Ends attempts as failed. A job with attempts left becomes retryable after retry_after, or else its own backoff; the
-- last attempt, or final, makes it failed: it stays in the dead letter queue.
-- Returns one row per job: outcome retryable, failed, or (with on_lost = report) lost.
-- Errors: AW001 bad argument, AW002 unknown option, AW005 lease lost (nothing is changed).
-- Locks: the claim, until commit.
-- Roles: worker.
create or replace function awa.fail_jobs(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  errors text[],
  retry_after interval default null,
  final boolean default false,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, attempt int, next_run_at timestamptz)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := awa_store.reports_lost(coalesce(opts, '{}'));
  v_closed record;
begin
  if fail_jobs.job_ids is not null
    and (
      case
        when array_ndims(fail_jobs.errors) > 1 then true
        when cardinality(fail_jobs.errors) is distinct from cardinality(fail_jobs.job_ids) then true
        else array_position(fail_jobs.errors, null) is not null
      end)
  then
    raise exception using
      errcode = 'AW001',
      message = format(
        'errors must hold one text per job, %s, not %s',
        cardinality(fail_jobs.job_ids), left(coalesce(fail_jobs.errors::text, 'null'), 100)),
      hint = 'Say for each job what went wrong; an empty text is accepted.';
  end if;
  if fail_jobs.retry_after < interval '0' or fail_jobs.retry_after > interval '100 years' then
    raise exception using
      errcode = 'AW001',
      message = format('retry_after must be 0 to 100 years, not %s', fail_jobs.retry_after),
      hint = 'Leave it out to use the backoff of the job.';
  end if;
  select * into v_closed
  from awa_store.close_attempts(
    awa_store.checked_worker(fail_jobs.worker_id), fail_jobs.claim_id, fail_jobs.job_ids, 'failed', null, v_report);
  return query
  select r.id, r.outcome, r.attempt, r.next_run_at
  from awa_store.retry_or_bury(
    fail_jobs.claim_id, v_closed.closed_ids,
    array(
      select g.error
      from unnest(fail_jobs.job_ids, fail_jobs.errors) with ordinality g (job_id, error, n)
      where g.job_id = any (v_closed.closed_ids)
      order by g.n),
    fail_jobs.retry_after, fail_jobs.final, v_closed.holder, v_closed.attempted_at) r
  union all
  select l, 'lost', null, null from unnest(v_closed.lost_ids) l;
end
$$;

call awa_store.publish('awa.fail_jobs', 'awa_worker');
comment on function awa.fail_jobs is 'Ends attempts of one claim as failed: to be retried, or for good.';
$awa_script$),
('functions/public/R__get_job.sql', null, 'get job', 1320921554, $awa_script$
-- One job by id, with the columns of the view jobs; no row if the id is unknown.
-- Errors: none. Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.get_job(
  job_id bigint
)
returns table (
  id bigint,
  kind text,
  queue text,
  partition int,
  priority int,
  state text,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  attempted_at timestamptz,
  finalized_at timestamptz,
  worker_id uuid,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  progress jsonb,
  errors jsonb,
  result jsonb,
  reason text,
  options jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_at record;
begin
  select * into v_at from awa_store.locate(get_job.job_id);
  if v_at.place = 'deferred' then
    return query
    select
      d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt - 1, d.max_attempts::int,
      d.run_at, d.created_at, d.attempted_at, null::timestamptz, d.worker_id, d.args, d.ordering_key, d.unique_key,
      coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null::jsonb, null, d.options
    from awa_store.deferred d
    where d.job_id = get_job.job_id;
  elsif v_at.place = 'ended' then
    return query
    select
      d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt::int, d.max_attempts::int,
      d.run_at, d.created_at, d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key,
      coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason, d.options
    from awa_store.ended d
    where d.job_id = get_job.job_id;
  elsif v_at.place is not null then
    return query
    select
      r.job_id, r.kind, r.queue, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), v_at.state,
      case when v_at.place = 'claim' then r.attempt else r.attempt - 1 end, r.max_attempts::int, r.run_at, r.created_at,
      v_at.claimed_at, v_at.settled_at, v_at.worker_id, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'),
      coalesce(r.metadata, '{}'),
      case when v_at.state <> 'completed' then coalesce(p.progress, r.progress) end,
      coalesce(r.errors, '[]'), nullif(v_at.result, 'null'),
      (
        select w.reason
        from awa_store.withdrawn w
        where v_at.place = 'withdrawn' and w.lane = r.lane and w.xid = r.xid and w.seq = r.seq),
      r.options
    from awa_store.ready r
    left join awa_store.progress p on p.claim_id = v_at.claim_id and p.job_id = r.job_id
    where r.job_id = get_job.job_id and r.seq = v_at.seq;
  end if;
end
$$;

call awa_store.publish('awa.get_job', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.get_job is 'One job by id: state, attempts, errors, progress, result and times.';
$awa_script$),
('functions/public/R__heartbeat.sql', null, 'heartbeat', -718722338, $awa_script$
-- Says that a worker lives, and answers what it must know: attempts to stop (three parallel arrays; an entry is repeated
-- for a minute) and which of its queues are paused.
-- Errors: AW001 bad argument, AW002 unknown option, AW006 worker unknown or declared lost, AW007 the database came
-- from another server.
-- Locks: the worker's row, until commit.
-- Roles: worker.
create or replace function awa.heartbeat(
  worker_id uuid,
  opts jsonb default '{}'
)
returns table (
  outcome text,
  stop_claim_ids bigint[],
  stop_job_ids bigint[],
  stop_reasons text[],
  paused_queues text[]
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_queues text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  perform awa_store.check_origin();
  update awa_store.worker w
  set heartbeat_at = awa_store.clock()
  where w.worker_id = awa_store.checked_worker(heartbeat.worker_id) and w.lost_at is null
  returning w.queues into v_queues;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', heartbeat.worker_id),
      hint = 'It was declared lost for want of heartbeats, or deregistered: stop its jobs and register again.';
  end if;
  outcome := 'alive';
  delete from awa_store.stop_notice n
  where n.worker_id = heartbeat.worker_id and n.created_at < awa_store.clock() - interval '1 minute';
  select
    coalesce(array_agg(n.claim_id order by n.created_at, n.job_id), '{}'),
    coalesce(array_agg(n.job_id order by n.created_at, n.job_id), '{}'),
    coalesce(array_agg(n.reason order by n.created_at, n.job_id), '{}')
  into stop_claim_ids, stop_job_ids, stop_reasons
  from awa_store.stop_notice n
  where n.worker_id = heartbeat.worker_id;
  paused_queues := array(select q.name from awa_store.queue q where q.paused and q.name = any (v_queues) order by q.name);
  return next;
end
$$;

call awa_store.publish('awa.heartbeat', 'awa_worker');
comment on function awa.heartbeat is 'Says that a worker lives; answers which attempts it must stop and which queues are paused.';
$awa_script$),
('functions/public/R__insert_job.sql', null, 'insert job', 2025283336, $awa_script$
-- Enqueues a job in the caller's transaction: visible to workers when it commits, gone when it rolls back.
-- A future run_at makes it scheduled, anything else available. NULL means the default for every argument.
-- Returns one row; outcome inserted, or, if unique_by names a key that is held: existing (the row is the holder's) or
-- replaced (the waiting holder has the new args and run_at now).
-- Errors: AW001 invalid argument, AW002 unknown option, AW003 too large, AW004 key held and on_conflict = raise,
-- AW008 replacing a job that is available needs READ COMMITTED.
-- Locks: none that another enqueue or a claim waits for, except on an equal unique key.
-- Wakes sleeping workers of the queue at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_job(
  kind text,
  args jsonb default '{}',
  queue text default 'default',
  priority int default 2,
  run_at timestamptz default null,
  max_attempts int default 25,
  unique_by jsonb default null,
  ordering_key text default null,
  tags text[] default '{}',
  metadata jsonb default '{}',
  opts jsonb default '{}'
)
returns table (
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_asleep boolean;
begin
  -- A sound job that is due and has neither a unique key nor options: one statement, since each further one, and each
  -- expression of PL/pgSQL, is set up anew in every transaction.
  insert into awa_store.ready as r (
    seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, tags, metadata)
  select
    n.id, n.id, awa_store.lane(n.queue, n.partition, n.priority), n.now, n.now, n.slot, 1, n.max_attempts, n.queue,
    insert_job.kind, n.args, insert_job.ordering_key, nullif(n.tags, '{}'), nullif(n.metadata, '{}')
  from (
    select
      nextval('awa_store.entry_seq') as id, awa_store.clock() as now, g.current_slot as slot,
      coalesce(insert_job.queue, 'default') as queue, coalesce(insert_job.priority, 2) as priority,
      coalesce(insert_job.max_attempts, 25) as max_attempts, coalesce(insert_job.args, '{}') as args,
      coalesce(insert_job.tags, '{}') as tags, coalesce(insert_job.metadata, '{}') as metadata, 0 as partition
    from awa_store.ring g
    where coalesce(insert_job.queue, 'default') <> all (g.configured)
  ) n
  where insert_job.run_at is null and insert_job.unique_by is null and coalesce(insert_job.opts, '{}') = '{}'
    and awa_store.surely_sound(
      insert_job.kind, n.args, n.queue, n.priority, n.max_attempts, insert_job.ordering_key, n.tags, n.metadata)
  returning r.job_id, 'inserted', 'available', r.queue, 0, r.run_at, false, awa_store.someone_sleeps(r.queue)
  into id, outcome, state, queue_name, partition, due_at, queue_full, v_asleep;
  if found then
    if v_asleep then
      perform awa_store.wake(queue_name);
    end if;
    return next;
  else
    return query
    select *
    from awa_store.insert_any(
      insert_job.kind, insert_job.args, insert_job.queue, insert_job.priority, insert_job.run_at,
      insert_job.max_attempts, insert_job.unique_by, insert_job.ordering_key, insert_job.tags, insert_job.metadata,
      insert_job.opts);
  end if;
end
$$;

call awa_store.publish('awa.insert_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_job is 'Enqueues a job in the caller''s transaction.';
$awa_script$),
('functions/public/R__insert_jobs.sql', null, 'insert jobs', 785748776, $awa_script$
-- Enqueues many jobs in one statement: a JSON array of objects with the argument names of insert_job, all of whose rules
-- hold for each. All or nothing; an empty array is fine.
-- Returns one row per job in the order of the array; ordinal counts from 1. Of equal unique keys in one array the first
-- is inserted and the others meet it.
-- Errors: AW001, AW002, AW003, AW004, AW008 as insert_job; the message names the position, counted from 1.
-- Locks: none that another enqueue or a claim waits for, except on an equal unique key.
-- Wakes sleeping workers of the queues at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_jobs(
  jobs jsonb,
  opts jsonb default '{}'
)
returns table (
  ordinal int,
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_slot smallint;
  v_configured text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if jobs is null or jsonb_typeof(jobs) <> 'array' then
    raise exception using
      errcode = 'AW001',
      message = format('jobs must be a JSON array of objects, not %s', coalesce(left(jobs::text, 100), 'null')),
      hint = 'As in [{"kind": "send_email", "args": {"to": "a@example.com"}}].';
  end if;

  select g.current_slot, g.configured into v_slot, v_configured from awa_store.ring g;
  -- One statement for sound jobs without unique keys and options, which gives no row at all if the array holds anything else.
  return query
  with given as materialized (
    select
      j.*,
      case
        when j.queue <> all (v_configured) then 0
        else coalesce(
          (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue), 0)
      end as partition
    from (
      select nextval('awa_store.entry_seq') as id, r.* from awa_store.read_jobs(jobs, v_now, v_configured) r offset 0
    ) j
  ),
  entered as (
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, tags, metadata,
      options)
    select
      g.id, g.id, awa_store.lane(g.queue, g.partition, g.priority), g.run_at, v_now, v_slot, 1, g.max_attempts, g.queue,
      g.kind, g.args, g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'),
      case when g.opts is not null then awa_store.job_options(g.opts) end
    from given g
    where g.run_at <= v_now and (select bool_and(is_sound and unique_by is null) from given)
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      tags, metadata, options)
    select
      g.id, g.run_at, v_now, g.partition, g.priority, 1, g.max_attempts, 'scheduled', g.queue, g.kind, g.args,
      g.ordering_key, nullif(g.tags, '{}'), nullif(g.metadata, '{}'),
      awa_store.job_options(g.opts)
    from given g
    where g.run_at > v_now and (select bool_and(is_sound and unique_by is null) from given)
  )
  select
    g.ordinal, g.id, 'inserted', case when g.run_at <= v_now then 'available' else 'scheduled' end, g.queue, g.partition,
    g.run_at, null::bytea,
    case
      when g.queue <> all (v_configured) then false
      else (select q.is_full and q.on_full = 'signal' from awa_store.queue q where q.name = g.queue)
    end
  from given g
  where (select bool_and(is_sound and unique_by is null) from given);
  if not found then
    begin
      return query select * from awa_store.insert_unique(jobs);
    exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW004' or sqlstate 'AW008'
      or sqlstate 'AW009'
    then
      -- One by one they tell which of them it is.
    end;
    if not found then
      return query select * from awa_store.insert_one_by_one(jobs);
      return;
    end if;
  end if;

  perform awa_store.wake(q.name)
  from (select distinct coalesce(e ->> 'queue', 'default') as name from jsonb_array_elements(jobs) e) q;
end
$$;

call awa_store.publish('awa.insert_jobs', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_jobs is 'Enqueues many jobs, given as a JSON array, in one statement.';
$awa_script$),
('functions/public/R__insert_many.sql', null, 'insert many', 1955286879, $awa_script$
-- Enqueues many jobs of one kind into one queue, the fastest way: one job per element of args; ordering_keys, where given, has
-- one key or null for each. The other arguments hold for all of them, as in insert_job; unique keys are for insert_jobs.
-- Returns the ids in the order of args. All or nothing; an empty array is fine.
-- Errors: AW001 invalid argument, AW002 unknown option, AW003 too large, with the position in the message, counted from 1;
-- AW009 the queue is full and refuses.
-- Locks: none that another enqueue or a claim waits for.
-- Wakes sleeping workers of the queue at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_many(
  kind text,
  args jsonb[],
  queue text default 'default',
  priority int default 2,
  run_at timestamptz default null,
  max_attempts int default 25,
  ordering_keys text[] default null,
  tags text[] default '{}',
  metadata jsonb default '{}',
  opts jsonb default '{}'
)
returns table (id bigint, queue_full boolean)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_queue text := coalesce(insert_many.queue, 'default');
  v_priority int := coalesce(insert_many.priority, 2);
  v_max_attempts int := coalesce(insert_many.max_attempts, 25);
  v_metadata jsonb := coalesce(insert_many.metadata, '{}');
  v_run_at timestamptz := coalesce(insert_many.run_at, v_now);
  v_tags text[] := insert_many.tags;
  v_options jsonb := awa_store.job_options(insert_many.opts);
  v_is_full boolean := false;
  v_fault text;
  v_place bigint;
  v_args jsonb;
  v_ordering_key text;
  v_partitions int;
  v_slot smallint;
begin
  if insert_many.args is null or array_ndims(insert_many.args) > 1
    or insert_many.ordering_keys is not null
      and cardinality(insert_many.ordering_keys) is distinct from cardinality(insert_many.args)
  then
    raise exception using
      errcode = 'AW001',
      message = format(
        'args must be a list of JSON values and ordering_keys, where given, as long, not %s and %s',
        coalesce(cardinality(insert_many.args)::text || ' elements', 'null'),
        coalesce(cardinality(insert_many.ordering_keys)::text, 'null')),
      hint = 'One job per element of args.';
  end if;
  v_fault := awa_store.job_fault(
    insert_many.kind, '{}', v_queue, v_priority, v_run_at, v_max_attempts, null, v_tags, v_metadata);
  if v_fault is not null then
    perform awa_store.raise_job_fault(
      v_fault, insert_many.kind, '{}', v_queue, v_priority, v_run_at, v_max_attempts, null, v_tags, v_metadata);
  end if;
  if opts ?| '{parents,traceparent,validate}' then
    raise exception using
      errcode = 'AW002',
      message = 'insert_many takes neither parents nor traceparent nor validate',
      hint = 'Use insert_jobs.';
  end if;
  select
    g.current_slot,
    case when v_queue = any (g.configured) then (select q.partitions from awa_store.queue q where q.name = v_queue) end
  into v_slot, v_partitions
  from awa_store.ring g;
  -- A queue with partitions may have limits, too.
  select e.n, e.args, e.ordering_key into v_place, v_args, v_ordering_key
  from unnest(insert_many.args, insert_many.ordering_keys) with ordinality e (args, ordering_key, n)
  where pg_column_size(e.args) > 1048576 or e.ordering_key = '' or octet_length(e.ordering_key) > 500
    or v_partitions is not null and not awa_store.within_limits(v_queue, e.args, e.ordering_key, v_tags, v_metadata)
  limit 1;
  if found then
    v_fault := awa_store.job_fault(
      insert_many.kind, v_args, v_queue, v_priority, v_run_at, v_max_attempts,
      v_ordering_key, v_tags, v_metadata);
    begin
      if v_fault is not null then
        perform awa_store.raise_job_fault(
          v_fault, insert_many.kind, v_args, v_queue, v_priority, v_run_at, v_max_attempts,
          v_ordering_key, v_tags, v_metadata);
      end if;
      perform awa_store.check_limits(
        v_queue, v_args, v_ordering_key, v_tags, v_metadata);
    exception when sqlstate 'AW001' or sqlstate 'AW003' then
      raise exception using
        errcode = sqlstate, message = format('job %s: %s', v_place, sqlerrm), hint = 'Nothing was inserted.';
    end;
  end if;
  if v_partitions is not null and insert_many.args <> '{}' then
    v_is_full := awa_store.check_room(v_queue);
  end if;

  if v_run_at > v_now then
    return query
    insert into awa_store.deferred (
      job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key, tags,
      metadata, options)
    select
      e.id, v_run_at, v_now,
      case when v_partitions > 1 then awa_store.route(e.ordering_key, e.id, v_partitions) else 0 end,
      v_priority, 1, v_max_attempts, 'scheduled', v_queue, insert_many.kind, coalesce(e.args, '{}'), e.ordering_key,
      nullif(v_tags, '{}'), nullif(v_metadata, '{}'), v_options
    from (
      select nextval('awa_store.entry_seq') as id, u.args, u.ordering_key
      from unnest(insert_many.args, insert_many.ordering_keys) u (args, ordering_key)
    ) e
    returning job_id, v_is_full;
  else
    return query
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, tags, metadata,
      options)
    select
      e.id, e.id,
      awa_store.lane(
        v_queue, case when v_partitions > 1 then awa_store.route(e.ordering_key, e.id, v_partitions) else 0 end, v_priority),
      v_run_at, v_now, v_slot, 1, v_max_attempts, v_queue, insert_many.kind, coalesce(e.args, '{}'), e.ordering_key,
      nullif(v_tags, '{}'), nullif(v_metadata, '{}'), v_options
    from (
      select nextval('awa_store.entry_seq') as id, u.args, u.ordering_key
      from unnest(insert_many.args, insert_many.ordering_keys) u (args, ordering_key)
    ) e
    returning job_id, v_is_full;
  end if;
  if found then
    perform awa_store.wake(v_queue);
  end if;
end
$$;

call awa_store.publish('awa.insert_many', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_many is 'Enqueues many jobs of one kind into one queue, given as an array of args, the fastest way.';
$awa_script$),
('functions/public/R__job_state.sql', null, 'job state', 168083668, $awa_script$
-- What has become of a job, without what is in it: for producers, who may not read args, results and errors of others (get_job does,
-- for whom it is granted to). No row if the id is unknown, or the job was kept long enough.
-- Errors: none. Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.job_state(
  job_id bigint
)
returns table (
  id bigint,
  state text,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  attempted_at timestamptz,
  finalized_at timestamptz
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select g.id, g.state, g.attempt, g.max_attempts, g.run_at, g.created_at, g.attempted_at, g.finalized_at
  from awa.get_job(job_state.job_id) g;
$$;

call awa_store.publish('awa.job_state', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.job_state is 'What has become of a job, by id: its state, attempts and times, without what is in it.';
$awa_script$),
('functions/public/R__job_states.sql', null, 'job states', -357777073, $awa_script$
-- The states of a job, in the order of a usual life, and whether a job in it has ended.
-- Errors: none. Locks: none.
-- Roles: all.
create or replace function awa.job_states()
returns table (state text, has_ended boolean, meaning text)
language sql
immutable
security definer
set search_path = pg_catalog, pg_temp
as $$
  values
    ('pending', false, 'It waits for its parents to end.'),
    ('scheduled', false, 'Its time has not come.'),
    ('available', false, 'It waits to be claimed.'),
    ('blocked', false, 'It waits for a place of its concurrency key.'),
    ('running', false, 'A worker holds it.'),
    ('retryable', false, 'An attempt failed, and the next one waits for its time.'),
    ('waiting_external', false, 'It is parked for an outside event.'),
    ('completed', true, 'It is done.'),
    ('failed', true, 'It failed for good, and lies in the dead letter queue.'),
    ('cancelled', true, 'It was cancelled.');
$$;

call awa_store.publish('awa.job_states', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.job_states is 'The states of a job, and whether a job in it has ended.';
$awa_script$),
('functions/public/R__list_jobs.sql', null, 'list jobs', -984158250, $awa_script$
-- The newest jobs of a queue in one state, at most max_jobs, with the columns of the view jobs (queue and state are
-- called queue_name and job_state here). Newest means: ended ones by
-- their end, running ones by their start, those in other states by run_at (the latest first),
-- available ones by their place (the last first). Reads no more than it returns, whatever the queue holds.
-- Errors: AW001 bad argument, AW002 unknown option.
-- Locks: none.
-- Roles: operator, observer.
create or replace function awa.list_jobs(
  queue text,
  state text,
  max_jobs int default 50,
  opts jsonb default '{}'
)
returns table (
  id bigint,
  kind text,
  queue_name text,
  partition int,
  priority int,
  job_state text,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  attempted_at timestamptz,
  finalized_at timestamptz,
  worker_id uuid,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  progress jsonb,
  errors jsonb,
  result jsonb,
  reason text,
  options jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_max int := coalesce(list_jobs.max_jobs, 50);
begin
  perform awa_store.check_queues(array[list_jobs.queue]);
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if v_max < 1 or v_max > 1000 then
    raise exception using
      errcode = 'AW001', message = format('max_jobs must be 1 to 1000, not %s', v_max), hint = 'Read the view jobs for more.';
  end if;
  case list_jobs.state
    when 'available' then
      return query
      select
        r.job_id, r.kind, r.queue, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), 'available', r.attempt - 1,
        r.max_attempts::int, r.run_at, r.created_at, null::timestamptz, null::timestamptz, null::uuid, r.args, r.ordering_key, r.unique_key,
        coalesce(r.tags, '{}'), coalesce(r.metadata, '{}'), r.progress, coalesce(r.errors, '[]'), null::jsonb, null::text, r.options
      from (
        select coalesce((select q.partitions_ever from awa_store.queue q where q.name = list_jobs.queue), 1)::int
      ) q (partitions)
      cross join lateral generate_series(0, q.partitions - 1) p
      cross join generate_series(1, 4) i
      cross join lateral (select awa_store.lane(list_jobs.queue, p, i) offset 0) l (lane)
      left join lateral (
        select c.* from awa_store.claim c where c.lane = l.lane order by c.turn desc limit 1
      ) h on true
      cross join lateral awa_store.waiting_ranges(h.prev_xmax, h.late, h.cur, h.pos_xid, h.pos_seq) w
      cross join lateral (
        select r.*
        from awa_store.ready r
        where r.lane = l.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
          and not exists (
            select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq)
        order by r.xid desc, r.seq desc
        limit v_max
      ) r
      order by r.xid desc, r.seq desc
      limit v_max;
    when 'running' then
      return query
      select
        r.job_id, r.kind, r.queue, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), 'running', r.attempt::int,
        r.max_attempts::int, r.run_at, r.created_at, l.claimed_at, null::timestamptz, l.worker_id, r.args, r.ordering_key, r.unique_key,
        coalesce(r.tags, '{}'), coalesce(r.metadata, '{}'), coalesce(p.progress, r.progress), coalesce(r.errors, '[]'), null::jsonb, null::text, r.options
      from (
        select o.claim_id, o.worker_id, o.claimed_at, j.job_id
        from (
          select l.*, c.job_ids
          from awa_store.running_claim l
          cross join lateral (
            select c.* from awa_store.claim c where c.claim_id = l.claim_id and c.slot = l.slot offset 0
          ) c
          where c.queue = list_jobs.queue
          order by l.claimed_at desc
          limit v_max
        ) o
        cross join lateral (
          select u from unnest(o.job_ids) u
          except
          select unnest(e.job_ids) from awa_store.outcome e where e.claim_id = o.claim_id and e.slot = o.slot
        ) j (job_id)
        order by o.claimed_at desc, j.job_id desc
        limit v_max
      ) l
      cross join lateral (
        select e.* from awa_store.ready e where e.job_id = l.job_id order by e.seq desc limit 1
      ) r
      left join awa_store.progress p on p.claim_id = l.claim_id and p.job_id = l.job_id
      order by l.claimed_at desc, l.job_id desc;
    when 'completed' then
      return query
      select *
      from (
        (
          select
            r.job_id, r.kind, r.queue, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), 'completed', r.attempt::int,
            r.max_attempts::int, r.run_at, r.created_at, c.claimed_at, o.settled_at, c.worker_id, r.args, r.ordering_key, r.unique_key,
            coalesce(r.tags, '{}'), coalesce(r.metadata, '{}'), null::jsonb, coalesce(r.errors, '[]'), nullif(o.results -> (j.n - 1)::int, 'null'), null::text, r.options
          from (
            -- As many outcomes as it takes.
            select n.*
            from (
              select o.*, sum(o.jobs) over (order by o.settled_at desc rows unbounded preceding) - o.jobs as newer
              from (
                select o.*
                from awa_store.outcome o
                where o.queue = list_jobs.queue and o.state = 'completed'
                order by o.settled_at desc
                limit v_max
              ) o
            ) n
            where n.newer < v_max
          ) o
          join awa_store.claim c on c.claim_id = o.claim_id and c.slot = o.slot
          cross join lateral (
            select u.job_id, u.n from unnest(o.job_ids) with ordinality u (job_id, n) order by u.job_id desc limit v_max
          ) j
          cross join lateral (
            select e.* from awa_store.ready e where e.job_id = j.job_id order by e.seq desc limit 1
          ) r
          where not exists (select from awa_store.ended d where d.job_id = j.job_id)
            and o.settled_at > v_now - awa_store.keep(list_jobs.queue, 'completed', r.options)
          order by o.settled_at desc, j.job_id desc
          limit v_max
        )
        union all
        (
          select
            d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt::int, d.max_attempts::int,
            d.run_at, d.created_at, d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key,
            coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason, d.options
          from awa_store.ended d
          where d.queue = list_jobs.queue and d.state = 'completed'
            and d.finalized_at > v_now - awa_store.keep(list_jobs.queue, 'completed', d.options)
          order by d.finalized_at desc
          limit v_max
        )
      ) j (id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at)
      order by j.finalized_at desc, j.id desc
      limit v_max;
    when 'failed', 'cancelled' then
      return query
      select *
      from (
        (
          select
            d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt::int, d.max_attempts::int,
            d.run_at, d.created_at, d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key,
            coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason, d.options
          from awa_store.ended d
          where d.queue = list_jobs.queue and d.state = list_jobs.state
            and d.finalized_at > v_now - awa_store.keep(list_jobs.queue, list_jobs.state, d.options)
          order by d.finalized_at desc
          limit v_max
        )
        union all
        -- Cancelled by this very transaction; ended only when it commits.
        select g.*
        from awa_store.withdrawn w
        cross join lateral awa.get_job(w.job_id) g
        where list_jobs.state = 'cancelled' and w.purpose = 'cancel' and w.withdrawn_by = pg_current_xact_id_if_assigned()
          and w.lane between awa_store.lane(list_jobs.queue, 0, 1) and awa_store.lane(list_jobs.queue, 1023, 4)
          and not exists (select from awa_store.ended d where d.job_id = w.job_id)
      ) j (id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at)
      order by j.finalized_at desc, j.id desc
      limit v_max;
    when 'scheduled', 'retryable', 'waiting_external', 'pending', 'blocked' then
      return query
      select
        d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt - 1, d.max_attempts::int,
        d.run_at, d.created_at, d.attempted_at, null::timestamptz, d.worker_id, d.args, d.ordering_key, d.unique_key,
        coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null::jsonb, null::text, d.options
      from awa_store.deferred d
      where d.queue = list_jobs.queue and d.state = list_jobs.state
      order by d.run_at desc
      limit v_max;
    else
      raise exception using
        errcode = 'AW001',
        message = format('state must be one of the states of a job, not %s', coalesce(list_jobs.state, 'null')),
        hint = 'States: pending, scheduled, available, blocked, running, completed, retryable, failed, cancelled, waiting_external.';
  end case;
end
$$;

call awa_store.publish('awa.list_jobs', 'awa_operator', 'awa_observer');
comment on function awa.list_jobs is 'The newest jobs of a queue in one state.';
$awa_script$),
('functions/public/R__ordering_hash.sql', null, 'ordering hash', 342469144, $awa_script$
-- The 64-bit hash of an ordering key, unsigned: over its UTF-8 bytes h = (h * 1099511628211 + byte) mod 2^64, from
-- 14695981039346656037.
-- Errors: AW001 key missing.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.ordering_hash(key text)
returns numeric
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bits bigint;
begin
  if key is null then
    raise exception using errcode = 'AW001', message = 'key must not be null', hint = 'Pass the ordering key of the job.';
  end if;
  v_bits := awa_store.ordering_bits(key);
  return case when v_bits < 0 then v_bits + 18446744073709551616 else v_bits end;
end
$$;

call awa_store.publish('awa.ordering_hash', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.ordering_hash is 'Hashes an ordering key to an unsigned 64-bit number.';
$awa_script$),
('functions/public/R__partition_for_key.sql', null, 'partition for key', -1387813473, $awa_script$
-- The partition, 0 to partitions - 1, that a queue with that many partitions gives to an ordering key: the ordering
-- hash, mixed, modulo partitions.
-- Errors: AW001 key missing or partitions out of range.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.partition_for_key(key text, partitions int)
returns int
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v bigint;
begin
  if key is null then
    raise exception using errcode = 'AW001', message = 'key must not be null', hint = 'Pass the ordering key of the job.';
  end if;
  if partitions is null or partitions < 1 or partitions > 1024 then
    raise exception using
      errcode = 'AW001',
      message = format('partitions must be 1 to 1024, not %s', coalesce(partitions::text, 'null')),
      hint = 'Pass the number of partitions of the queue.';
  end if;
  v := awa_store.ordering_bits(key) # -7111998346467275631;
  v := v # ((v >> 30) & 17179869183);
  v := awa_store.multiply64(v, -4658895280553007687);
  v := v # ((v >> 27) & 137438953471);
  v := awa_store.multiply64(v, -7723592293110705685);
  v := v # ((v >> 31) & 8589934591);
  return (case when v < 0 then v + 18446744073709551616 else v end % partitions)::int;
end
$$;

call awa_store.publish('awa.partition_for_key', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.partition_for_key is 'Tells which partition of a queue an ordering key belongs to.';
$awa_script$),
('functions/public/R__queue_stats.sql', null, 'queue stats', -1373768656, $awa_script$
-- What a queue holds at this moment, or each queue that has jobs or a configuration: how many jobs in each state (ended ones
-- as long as they are kept), how many completed in the last minute, when the oldest available job became due, the partitions
-- and whether it is paused. Exact, from one snapshot; long lanes and long histories are not counted anew each time.
-- Errors: AW001 bad name.
-- Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.queue_stats(
  queue text default null
)
returns table (
  queue_name text,
  pending bigint,
  scheduled bigint,
  available bigint,
  blocked bigint,
  running bigint,
  retryable bigint,
  waiting_external bigint,
  completed bigint,
  failed bigint,
  cancelled bigint,
  completed_last_minute bigint,
  oldest_available_at timestamptz,
  partitions int,
  paused boolean
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_partitions int;
  v_running jsonb;
begin
  if queue_stats.queue is not null then
    perform awa_store.check_queues(array[queue_stats.queue]);
  end if;
  v_running := (select jsonb_object_agg(r.queue, r.jobs) from awa_store.running_jobs() r);
  for queue_name in
    select queue_stats.queue where queue_stats.queue is not null
    union all
    select n from awa_store.queue_names() n where queue_stats.queue is null
  loop
    select q.partitions, q.partitions_ever, q.paused into partitions, v_partitions, paused
    from awa_store.queue q
    where q.name = queue_name;
    partitions := coalesce(partitions, 1);
    paused := coalesce(paused, false);
    select coalesce(sum(w.waiting), 0), min(w.waits_since) into available, oldest_available_at
    from generate_series(0, coalesce(v_partitions, 1) - 1) p
    cross join generate_series(1, 4) l
    cross join lateral awa_store.lane_waiting(awa_store.lane(queue_name, p, l)) w;
    running := coalesce((v_running ->> queue_name)::bigint, 0);
    select
      count(*) filter (where d.state = 'pending'), count(*) filter (where d.state = 'scheduled'),
      count(*) filter (where d.state = 'blocked'), count(*) filter (where d.state = 'retryable'),
      count(*) filter (where d.state = 'waiting_external')
    into pending, scheduled, blocked, retryable, waiting_external
    from awa_store.deferred d
    where d.queue = queue_name;
    completed := awa_store.ended_jobs(queue_name, 'completed', v_now - awa_store.keep(queue_name, 'completed'));
    completed_last_minute := awa_store.ended_jobs(queue_name, 'completed', v_now - interval '1 minute');
    failed := awa_store.ended_jobs(queue_name, 'failed', v_now - awa_store.keep(queue_name, 'failed'));
    cancelled := awa_store.ended_jobs(queue_name, 'cancelled', v_now - awa_store.keep(queue_name, 'cancelled'));
    if pg_current_xact_id_if_assigned() is not null then
      -- Cancelled by this very transaction; ended only when it commits.
      cancelled := cancelled + (
        select count(*)
        from awa_store.withdrawn w
        where w.lane between awa_store.lane(queue_name, 0, 1) and awa_store.lane(queue_name, 1023, 4)
          and w.purpose = 'cancel' and w.withdrawn_by = pg_current_xact_id_if_assigned()
          and not exists (select from awa_store.ended e where e.job_id = w.job_id)
          and not exists (select from awa_store.deferred d where d.job_id = w.job_id)
          and not exists (select from awa_store.ready r where r.job_id = w.job_id and r.seq > w.seq));
    end if;
    return next;
  end loop;
end
$$;

call awa_store.publish('awa.queue_stats', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.queue_stats is 'What queues hold at this moment: jobs by state, throughput, the oldest waiting job.';
$awa_script$),
('functions/public/R__register_worker.sql', null, 'register worker', -1654364086, $awa_script$
-- Registers a worker process. The random id it returns goes with every other worker verb and fences its settles.
-- heartbeat_every (default 5 s) and dead_after (default 15 s) say how often it will call heartbeat and after how long
-- without one its jobs are taken away.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 too large, AW007 the database was restored from another server.
-- Locks: none.
-- Roles: worker.
create or replace function awa.register_worker(
  name text default null,
  queues text[] default '{default}',
  opts jsonb default '{}'
)
returns table (
  worker_id uuid,
  contract_version text,
  schema_version int,
  heartbeat_ms int,
  dead_after_ms int
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_opts jsonb := coalesce(opts, '{}');
  v_name text := coalesce(name, 'worker');
  v_queues text[] := coalesce(queues, '{default}');
  v_info jsonb := coalesce(nullif(opts -> 'info', 'null'), '{}');
  v_every interval;
  v_dead_after interval;
begin
  perform awa_store.check_options(v_opts, 'heartbeat_every', 'dead_after', 'info');
  if v_name = '' or length(v_name) > 200 then
    raise exception using
      errcode = 'AW001',
      message = format('name must have 1 to 200 characters, not %s', length(v_name)),
      hint = 'Use something like host and process id.';
  end if;
  perform awa_store.check_queues(v_queues);
  if jsonb_typeof(v_info) <> 'object' or pg_column_size(v_info) > 65536 then
    raise exception using
      errcode = 'AW001',
      message = format('info must be a JSON object of at most 65536 bytes, not %s', left(v_info::text, 100)),
      hint = 'Leave it out.';
  end if;
  v_every := coalesce(awa_store.option_interval(v_opts, 'heartbeat_every'), '5 s');
  v_dead_after := coalesce(awa_store.option_interval(v_opts, 'dead_after'), 3 * v_every);
  if v_dead_after < v_every + v_every / 2 or v_dead_after > interval '1 day' then
    raise exception using
      errcode = 'AW001',
      message = format('dead_after must be 1.5 times heartbeat_every (%s) to 1 day, not %s', v_every, v_dead_after),
      hint = 'Three times heartbeat_every is the default.';
  end if;

  perform awa_store.check_origin();

  worker_id := gen_random_uuid();
  insert into awa_store.worker (worker_id, started_at, heartbeat_at, heartbeat_every, dead_after, name, queues, info)
  values (worker_id, awa_store.clock(), awa_store.clock(), v_every, v_dead_after, v_name, v_queues, v_info);
  contract_version := awa.contract_version();
  schema_version := awa.schema_version();
  heartbeat_ms := extract(epoch from v_every) * 1000;
  dead_after_ms := extract(epoch from v_dead_after) * 1000;
  return next;
end
$$;

call awa_store.publish('awa.register_worker', 'awa_worker');
comment on function awa.register_worker is 'Registers a worker process and returns its id and the pace of its heartbeats.';
$awa_script$),
('functions/public/R__release_jobs.sql', null, 'release jobs', 1635237736, $awa_script$
-- Hands jobs back that the worker did not start: available again at once, the attempt not counted. They queue behind what
-- waits in their lane.
-- Returns how many it settled, and with on_lost = report the jobs that were not open.
-- Errors: AW001 bad argument, AW002 unknown option, AW005 lease lost (nothing is changed).
-- Locks: the claim, until commit.
-- Roles: worker.
create or replace function awa.release_jobs(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  opts jsonb default '{}'
)
returns table (settled int, lost_ids bigint[])
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := awa_store.reports_lost(coalesce(opts, '{}'));
  v_closed record;
begin
  select * into v_closed
  from awa_store.close_attempts(
    awa_store.checked_worker(release_jobs.worker_id), release_jobs.claim_id, release_jobs.job_ids, 'released', null,
    v_report);
  perform awa_store.requeue(release_jobs.claim_id, v_closed.closed_ids);
  settled := cardinality(v_closed.closed_ids);
  lost_ids := v_closed.lost_ids;
  return next;
end
$$;

call awa_store.publish('awa.release_jobs', 'awa_worker');
comment on function awa.release_jobs is 'Hands jobs of one claim back unstarted; they are available again at once.';
$awa_script$),
('functions/public/R__repair.sql', null, 'repair', 318032382, $awa_script$
-- Makes a ledger that came from another server (by dump, logical copy or pg_upgrade) whole in this one, or does nothing
-- where it belongs here already. Jobs keep their ids: waiting ones wait in their order, running ones count as a lost
-- attempt, ended ones keep their history, unique keys hold as before. Workers must register again. Call it before producers
-- are let in.
-- Returns one row: outcome repaired or sound, and how many jobs wait, were lost while running, and are kept as completed.
-- Errors: AW002 unknown option.
-- Locks: none where it fits; else all tables of the ledger, exclusively, until commit.
-- Roles: operator.
create or replace function awa.repair(
  opts jsonb default '{}'
)
returns table (outcome text, waiting bigint, lost bigint, completed bigint)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  waiting := 0;
  lost := 0;
  completed := 0;
  loop
    begin
      perform awa_store.check_origin();
      outcome := 'sound';
      return next;
      return;
    exception when sqlstate 'AW007' then
      -- Looked at again under the locks: somebody else may have repaired it.
      exit when outcome = 'repaired';
    end;
    outcome := 'repaired';
    lock table awa_store.ready, awa_store.claim, awa_store.outcome, awa_store.open_claim, awa_store.watch,
      awa_store.withdrawn, awa_store.deferred, awa_store.ended, awa_store.unique_claim, awa_store.progress,
      awa_store.stop_notice, awa_store.worker, awa_store.slot, awa_store.ring, awa_store.lane_count, awa_store.ended_count,
      awa_store.place, awa_store.parent
      in access exclusive mode;
  end loop;
  perform setval(
    'awa_store.entry_seq',
    greatest(
      (select s.last_value from awa_store.entry_seq s), (select max(r.seq) from awa_store.ready r),
      (select max(d.job_id) from awa_store.deferred d), (select max(e.job_id) from awa_store.ended e),
      (select max(u.job_id) from awa_store.unique_claim u)));
  perform setval(
    'awa_store.claim_seq',
    greatest((select s.last_value from awa_store.claim_seq s), (select max(c.claim_id) from awa_store.claim c)));

  -- The stored ids agree with one another, only not with this server's: so what was copied is in the state that it tells.
  select coalesce(sum(awa_store.rescue(o.claim_id, o.job_ids, 'the database was restored from another server')), 0)
  into lost
  from (
    select c.claim_id, c.job_ids
    from awa_store.claim c
    where c.job_ids <> '{}'
      and not exists (
        select from awa_store.claim m where m.claim_id = c.claim_id and m.lane is null and c.lane is not null)
      and not exists (
        select from awa_store.outcome e where e.claim_id = c.claim_id and e.slot = c.slot and e.is_last)
    order by c.claim_id
  ) o;
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
    state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, result)
  select
    j.id, j.run_at, j.created_at, j.attempted_at, j.finalized_at, j.finalized_at + (j.options ->> 'keep')::interval,
    j.worker_id, j.partition, j.priority, j.attempt, j.max_attempts, j.state, j.queue, j.kind, j.args, j.ordering_key,
    j.unique_key, nullif(j.tags, '{}'), nullif(j.metadata, '{}'), j.options, j.progress, nullif(j.errors, '[]'), j.result
  from awa.jobs j
  where j.state = 'completed'
  on conflict do nothing;
  get diagnostics completed = row_count;

  create table awa_store.repaired as
  select r.*
  from awa_store.ready r
  left join (
    select distinct on (c.lane) c.* from awa_store.claim c where c.lane is not null order by c.lane, c.turn desc
  ) h on h.lane = r.lane
  left join (select distinct u as job_id from awa_store.claim c cross join unnest(c.job_ids) u) t on t.job_id = r.job_id
  where (
      awa_store.consumed(r.xid, r.seq, h.prev_xmax, h.late, h.cur, h.pos_xid, h.pos_seq) is not true
      -- Enqueued here since, with a transaction id that a cursor mistakes for a passed one. What a cursor did pass without
      -- claiming it was cancelled, and is older than the claim.
      or t.job_id is null and r.created_at > (select max(c.claimed_at) from awa_store.claim c)
    )
    and not exists (select from awa_store.ended e where e.job_id = r.job_id)
    and not exists (select from awa_store.deferred d where d.job_id = r.job_id)
    and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
    and not exists (
      select from awa_store.withdrawn w where w.lane = r.lane and w.xid = r.xid and w.seq = r.seq);
  truncate awa_store.ready, awa_store.claim, awa_store.outcome, awa_store.open_claim, awa_store.withdrawn,
    awa_store.progress, awa_store.stop_notice, awa_store.worker, awa_store.lane_count, awa_store.ended_count;
  update awa_store.slot t
  set opened_at = case when t.slot = r.current_slot then awa_store.clock() end, sealed_at = null, drained_at = null,
    drained = null, retry_at = null, tries = 0, archive_job = null, archive_queue = null, archive_at = null
  from awa_store.ring r;
  update awa_store.parent set safe_after = '0';
  update awa_store.ring set system_identifier = (select c.system_identifier from pg_control_system() c);
  update awa_store.watch
  set passed = awa_store.past_snapshot(), next = awa_store.past_snapshot(), next_at = '-infinity', counted = null, counted_at = null,
    stats_at = default, stats_lane = default, stats_queue = default;
  -- All of one transaction now, in the order that they had.
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key, tags,
    metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), r.job_id, awa_store.lane(r.queue, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane)),
    r.run_at, r.created_at, g.current_slot, r.attempt, r.max_attempts, r.queue, r.kind, r.args, r.ordering_key,
    r.unique_key, r.tags, r.metadata, r.options, r.progress, r.errors
  from (select * from awa_store.repaired order by xid, seq) r
  cross join awa_store.ring g;
  get diagnostics waiting = row_count;
  drop table awa_store.repaired;
  return next;
end
$$;

call awa_store.publish('awa.repair', 'awa_operator');
comment on function awa.repair is 'Makes a ledger that was restored from another server whole in this one.';
$awa_script$),
('functions/public/R__reschedule_job.sql', null, 'reschedule job', -310590885, $awa_script$
-- Changes a job that waits, named by its id or by the unique key that it holds: when it runs, its priority, its args; null leaves
-- a thing as it is. A job that is moved within its lane goes behind what waits there.
-- Returns one row; outcome rescheduled, not_waiting (it runs, or is parked), already_ended or not_found, and the state.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 args too large, AW008 an available job needs READ COMMITTED;
-- 40001 if a worker claimed an available job before this transaction committed.
-- Locks: waiting for its time: the job's row; available: its lane, at commit.
-- Wakes sleeping workers of the queue at commit.
-- Roles: producer, worker, operator.
create or replace function awa.reschedule_job(
  job_id bigint default null,
  unique_key bytea default null,
  run_at timestamptz default null,
  priority int default null,
  args jsonb default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text, due_at timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_at record;
  v_job awa_store.deferred;
  v_fault text;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if (reschedule_job.job_id is null) = (reschedule_job.unique_key is null) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'either job_id or unique_key names the job, not %s and %s',
        coalesce(reschedule_job.job_id::text, 'null'), coalesce(encode(reschedule_job.unique_key, 'hex'), 'null')),
      hint = 'awa.unique_key makes a key of the parts that made the job unique.';
  end if;
  v_fault := awa_store.job_fault(
    'x', reschedule_job.args, 'x', reschedule_job.priority, coalesce(reschedule_job.run_at, v_now), 1, null, null, '{}');
  if v_fault is not null then
    perform awa_store.raise_job_fault(
      v_fault, 'x', reschedule_job.args, 'x', reschedule_job.priority, reschedule_job.run_at, 1, null, null, '{}');
  end if;
  id := reschedule_job.job_id;
  if id is null then
    select h.job_id into id from awa_store.key_holder(reschedule_job.unique_key) h where h.holds;
  end if;

  -- Another session may move the job between the look and the act: then look again.
  while outcome is null loop
    select * into v_at from awa_store.locate(id);
    state := v_at.state;
    case
      when v_at.place is null then
        outcome := 'not_found';
      when v_at.state in ('completed', 'failed', 'cancelled') then
        outcome := 'already_ended';
      when v_at.state in ('running', 'waiting_external') then
        outcome := 'not_waiting';
      when v_at.place = 'deferred' then
        update awa_store.deferred d
        set run_at = coalesce(reschedule_job.run_at, d.run_at), priority = coalesce(reschedule_job.priority, d.priority),
          args = coalesce(reschedule_job.args, d.args),
          state = case when d.state = 'blocked' and reschedule_job.run_at > v_now then 'scheduled' else d.state end
        where d.job_id = id and d.state <> 'waiting_external'
        returning d.* into v_job;
        continue when not found;
        perform awa_store.check_limits(v_job.queue, reschedule_job.args, null, null, null);
        outcome := 'rescheduled';
        state := v_job.state;
        due_at := v_job.run_at;
        if due_at <= v_now and state in ('scheduled', 'retryable') then
          perform awa_store.enter_deferred(id);
          state := 'available';
        end if;
        perform awa_store.wake(v_job.queue);
      else
        continue when not awa_store.try_withdraw(id, v_at.lane, v_at.xid, v_at.seq, 'replace');
        insert into awa_store.deferred (
          job_id, seq, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
          unique_key, tags, metadata, options, progress, errors)
        select
          r.job_id, r.seq, coalesce(reschedule_job.run_at, r.run_at), r.created_at, awa_store.lane_partition(r.lane),
          coalesce(reschedule_job.priority, awa_store.lane_priority(r.lane)), r.attempt, r.max_attempts, 'scheduled', r.queue,
          r.kind, coalesce(reschedule_job.args, r.args), r.ordering_key, r.unique_key, r.tags, r.metadata, r.options,
          r.progress, r.errors
        from awa_store.ready r
        where r.job_id = id and r.seq = v_at.seq
        returning * into strict v_job;
        perform awa_store.check_limits(v_job.queue, reschedule_job.args, null, null, null);
        outcome := 'rescheduled';
        state := 'scheduled';
        due_at := v_job.run_at;
        if due_at <= v_now then
          perform awa_store.enter_deferred(id);
          state := 'available';
        end if;
        perform awa_store.wake(v_job.queue);
    end case;
  end loop;
  return next;
end
$$;

call awa_store.publish('awa.reschedule_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.reschedule_job is 'Changes when a waiting job runs, its priority or its args; named by id or unique key.';
$awa_script$),
('functions/public/R__retry_job.sql', null, 'retry job', 163279274, $awa_script$
-- Runs a job again that failed for good or was cancelled: under its id, with its errors and progress, its attempts counted on and
-- at least one of them left. run_at: when; now unless told.
-- Returns one row; outcome retried, not_ended (it waits or runs), completed (insert it again instead) or not_found.
-- Errors: AW001 bad argument, AW002 unknown option, AW004 another job holds its unique key by now.
-- Locks: the job; none that an enqueue or a claim waits for, except on its unique key.
-- Wakes sleeping workers of the queue at commit.
-- Roles: operator.
create or replace function awa.retry_job(
  job_id bigint,
  run_at timestamptz default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text, due_at timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_job awa_store.ended;
  v_holder bigint;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if retry_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  if not isfinite(retry_job.run_at) then
    raise exception using
      errcode = 'AW001', message = format('run_at must be a time, not %s', retry_job.run_at), hint = 'Leave it out for now.';
  end if;
  id := retry_job.job_id;
  if pg_current_xact_id_if_assigned() is not null then
    -- A job that this transaction has cancelled while it waited has ended only now.
    set constraints awa_store.withdrawn_confirm immediate;
    set constraints awa_store.withdrawn_confirm deferred;
  end if;
  -- Another session may retry or forget it between the look and the act: then look again.
  loop
    state := null;
    select l.state into state from awa_store.locate(retry_job.job_id) l;
    exit when state is null or state not in ('failed', 'cancelled');
    delete from awa_store.ended e where e.job_id = retry_job.job_id returning e.* into v_job;
    exit when found;
  end loop;
  perform awa_store.uncount(v_job.queue, v_job.state, v_job.finalized_at);
  if v_job.job_id is null then
    outcome := case when state is null then 'not_found' when state = 'completed' then 'completed' else 'not_ended' end;
    return next;
    return;
  end if;

  if v_job.unique_key is not null then
    update awa_store.unique_claim u
    set ended_state = null, held_until = null
    where u.unique_key = v_job.unique_key and u.job_id = v_job.job_id;
    if not found then
      v_holder := awa_store.hold_key(
        v_job.unique_key, v_job.job_id, '{pending,scheduled,available,blocked,running,retryable,waiting_external}', null);
      if v_holder is not null then
        raise exception using
          errcode = 'AW004',
          message = format('job %s holds the unique key %s of job %s', v_holder, encode(v_job.unique_key, 'hex'), v_job.job_id),
          hint = 'It may be doing the same work; cancel it first if it is not.';
      end if;
    end if;
  end if;
  due_at := coalesce(retry_job.run_at, v_now);
  insert into awa_store.deferred (
    job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue, kind, args,
    ordering_key, unique_key, tags, metadata, options, progress, errors)
  values (
    v_job.job_id, due_at, v_job.created_at, v_job.attempted_at, v_job.worker_id, v_job.partition, v_job.priority,
    v_job.attempt + 1, greatest(v_job.max_attempts, v_job.attempt + 1),
    case when v_job.attempt > 0 then 'retryable' else 'scheduled' end, v_job.queue, v_job.kind, v_job.args,
    v_job.ordering_key, v_job.unique_key, v_job.tags, v_job.metadata, nullif(v_job.options - 'start_by', '{}'), v_job.progress,
    v_job.errors);
  state := case when v_job.attempt > 0 then 'retryable' else 'scheduled' end;
  if due_at <= v_now then
    perform awa_store.enter_deferred(v_job.job_id);
    state := 'available';
  end if;
  perform awa_store.wake(v_job.queue);
  outcome := 'retried';
  return next;
end
$$;

call awa_store.publish('awa.retry_job', 'awa_operator');
comment on function awa.retry_job is 'Runs a failed or cancelled job again, under its id and with one attempt more if it has none left.';
$awa_script$),
('functions/public/R__schema_version.sql', null, 'schema version', -1439963605, $awa_script$
-- The number of the newest table migration of this installation.
-- Errors: none. Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.schema_version()
returns int
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return 2;
end
$$;

call awa_store.publish('awa.schema_version', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.schema_version is 'The number of the newest table migration.';
$awa_script$),
('functions/public/R__set_progress.sql', null, 'set progress', 137560188, $awa_script$
-- Saves what a running job reports; parts that are null stay as they are. It is kept across retries and given to the
-- next attempt, and dropped when the job completes. Called in the transaction that writes the rows a checkpoint speaks
-- of, both are saved or neither.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 too large, AW005 lease lost.
-- Locks: the claim, shared, until commit.
-- Roles: worker.
create or replace function awa.set_progress(
  worker_id uuid,
  claim_id bigint,
  job_id bigint,
  percent int default null,
  message text default null,
  checkpoint jsonb default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_progress jsonb;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  perform awa_store.checked_worker(set_progress.worker_id);
  if set_progress.claim_id is null or set_progress.job_id is null then
    raise exception using
      errcode = 'AW001',
      message = format(
        '%s must not be null', case when set_progress.claim_id is null then 'claim_id' else 'job_id' end),
      hint = 'Pass what claim_jobs returned.';
  end if;
  if set_progress.percent not between 0 and 100 then
    raise exception using
      errcode = 'AW001',
      message = format('percent must be 0 to 100, not %s', set_progress.percent),
      hint = 'Leave it out if it is not known.';
  end if;
  if length(set_progress.message) > 1000 or pg_column_size(set_progress.checkpoint) > 65536 then
    raise exception using
      errcode = 'AW003',
      message = format(
        'message of %s characters or checkpoint of %s bytes, more than 1000 or 65536',
        coalesce(length(set_progress.message), 0), coalesce(pg_column_size(set_progress.checkpoint), 0)),
      hint = 'Keep large state elsewhere and save a reference.';
  end if;
  perform pg_advisory_xact_lock_shared(awa_store.lock_class('claim'), awa_store.claim_key(set_progress.claim_id));
  perform
  from (
    select c.*
    from awa_store.claim c
    where c.claim_id = set_progress.claim_id
    order by c.lane is not null, c.xid desc
    limit 1
  ) c
  where c.worker_id = set_progress.worker_id
    and set_progress.job_id = any (c.job_ids)
    and not exists (
      select
      from awa_store.outcome o
      where o.claim_id = c.claim_id and o.slot = c.slot and set_progress.job_id = any (o.job_ids));
  if not found then
    perform awa_store.refuse_old_snapshot();
    raise exception using
      errcode = 'AW005',
      message = format(
        'job %s is not open under claim %s of worker %s',
        set_progress.job_id, set_progress.claim_id, set_progress.worker_id),
      hint = 'It was settled, cancelled or rescued before: stop working on it.';
  end if;
  v_progress := jsonb_strip_nulls(jsonb_build_object('percent', set_progress.percent, 'message', set_progress.message))
    || case when set_progress.checkpoint is null then '{}' else jsonb_build_object('checkpoint', set_progress.checkpoint) end;
  insert into awa_store.progress as p (claim_id, job_id, progress)
  select set_progress.claim_id, r.job_id, coalesce(r.progress, '{}') || v_progress
  from awa_store.ready r
  where r.job_id = set_progress.job_id
  order by r.seq desc
  limit 1
  on conflict on constraint progress_pkey do update set progress = p.progress || v_progress;
  id := set_progress.job_id;
  outcome := 'saved';
  return next;
end
$$;

call awa_store.publish('awa.set_progress', 'awa_worker');
comment on function awa.set_progress is 'Saves percent, message and checkpoint of a running job; kept across retries.';
$awa_script$),
('functions/public/R__sleep_until_work.sql', null, 'sleep until work', 340256607, $awa_script$
-- Sleeping without polling and without lost wake-ups. Does not block: it declares the queues that this session sleeps on,
-- looks once more whether they have work, and says how long the caller may wait for a notification on channel awa.
-- queues is the exact set; '{}' means awake. While transactions that began before are still open, they may commit work
-- without having seen the sleeper: wait_ms is short until they have ended, and pending, an opaque text or null, carries
-- them to the next call.
-- listen = false (a pooler in transaction mode, no LISTEN): no session state, wait_ms is a polling interval.
-- Returns one row: has_work, the queues that have some, wait_ms (milliseconds, 0 with work), pending.
-- Errors: AW001 bad argument, AW002 unknown option, AW006 worker unknown, AW008 isolation level.
-- Locks: a shared session lock per queue, held until the session is awake or ends.
-- Roles: worker.
create or replace function awa.sleep_until_work(
  worker_id uuid,
  queues text[],
  pending text default null,
  opts jsonb default '{}'
)
returns table (has_work boolean, work_queues text[], wait_ms int, pending_after text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_listen boolean := true;
  v_held text[];
  v_queue text;
  v_changed boolean := false;
  v_began timestamptz;
  v_before xid8;
  v_seen pg_snapshot;
  v_next timestamptz;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, 'listen');
    v_listen := awa_store.option_boolean(opts, 'listen', true);
  end if;
  perform awa_store.check_queues(sleep_until_work.queues);
  if sleep_until_work.pending !~ '^([0-9]{1,19}@[0-9]{1,15})?$' then
    raise exception using
      errcode = 'AW001',
      message = format('pending must be what the last call returned, not %s', left(sleep_until_work.pending, 100)),
      hint = 'Pass null with the first call.';
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'sleep_until_work runs at READ COMMITTED only, not at %s', upper(current_setting('transaction_isolation'))),
      hint = 'An older snapshot cannot see new work. Call it in a transaction of its own.';
  end if;
  perform from awa_store.worker w where w.worker_id = sleep_until_work.worker_id and w.lost_at is null;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', awa_store.checked_worker(sleep_until_work.worker_id)),
      hint = 'Call awa.register_worker; a worker without heartbeats is declared lost and must register again.';
  end if;

  if v_listen then
    v_held := coalesce(nullif(current_setting('awa.asleep', true), ''), '{}')::text[];
    foreach v_queue in array v_held loop
      if v_queue <> all (queues) then
        perform pg_advisory_unlock_shared(awa_store.lock_class('sleep'), hashtext(v_queue));
      end if;
    end loop;
    foreach v_queue in array queues loop
      if v_queue <> all (v_held) then
        perform pg_advisory_lock_shared(awa_store.lock_class('sleep'), hashtext(v_queue));
        v_changed := true;
      end if;
    end loop;
    if v_held <> queues then
      perform set_config('awa.asleep', queues::text, false);
    end if;
  end if;
  if v_listen and queues <> '{}' then
    -- A producer that looked for sleepers before the locks were taken had its transaction id by then. The snapshot's list
    -- of ids in progress would not do: it lacks those begun after the last one that ended. An id of our own bounds them
    -- all, unless the caller's transaction had it before: then the next call tells.
    if not v_changed and sleep_until_work.pending <> '' then
      v_before := split_part(sleep_until_work.pending, '@', 1)::xid8;
      v_began := to_timestamp(split_part(sleep_until_work.pending, '@', 2)::bigint / 1000.0);
    elsif not v_changed and sleep_until_work.pending = '' then
      v_before := '0';
    elsif pg_current_xact_id_if_assigned() is null then
      v_before := pg_current_xact_id();
      v_began := awa_store.clock();
    end if;
  end if;

  v_seen := pg_current_snapshot();
  work_queues := array(select q from unnest(queues) with ordinality u (q, n) where awa_store.has_work(q) order by n);
  has_work := work_queues <> '{}';
  wait_ms := case when has_work or queues = '{}' then 0 when v_listen then 5000 else 50 end;
  pending_after := '';
  if v_listen and queues <> '{}' then
    if v_before is null then
      pending_after := null;
      wait_ms := least(wait_ms, 10);
    elsif pg_snapshot_xmin(v_seen) < v_before then
      -- The longer they have been open, the less it matters to see their work at once.
      pending_after := format('%s@%s', v_before, floor(extract(epoch from v_began) * 1000));
      wait_ms := least(wait_ms, greatest(10, least(100, extract(epoch from awa_store.clock() - v_began) * 5)));
    end if;
  end if;
  if wait_ms = 0 then
    return next;
    return;
  end if;

  select min(awa_store.next_due(u.q)) into v_next
  from unnest(queues) u (q)
  where not exists (select from awa_store.queue c where c.name = u.q and c.paused);
  if v_next is not null then
    wait_ms := least(wait_ms, greatest(1, ceil(extract(epoch from v_next - awa_store.clock()) * 1000)));
  end if;
  return next;
end
$$;

call awa_store.publish('awa.sleep_until_work', 'awa_worker');
comment on function awa.sleep_until_work is 'Declares the queues that this session sleeps on, and says how long it may wait for a notification.';
$awa_script$),
('functions/public/R__snooze_job.sql', null, 'snooze job', 192334427, $awa_script$
-- Puts a running job off without counting the attempt: it is scheduled again after delay.
-- Errors: AW001 bad argument, AW002 unknown option, AW005 lease lost (nothing is changed).
-- Locks: the claim, until commit.
-- Roles: worker.
create or replace function awa.snooze_job(
  worker_id uuid,
  claim_id bigint,
  job_id bigint,
  delay interval,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, next_run_at timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_closed record;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if snooze_job.delay is null or snooze_job.delay < interval '0' or snooze_job.delay > interval '100 years' then
    raise exception using
      errcode = 'AW001',
      message = format('delay must be 0 to 100 years, not %s', coalesce(snooze_job.delay::text, 'null')),
      hint = 'Pass an interval such as 5 min.';
  end if;
  select * into v_closed
  from awa_store.close_attempts(
    awa_store.checked_worker(snooze_job.worker_id), snooze_job.claim_id, array[snooze_job.job_id], 'snoozed');
  id := snooze_job.job_id;
  outcome := 'snoozed';
  next_run_at := awa_store.clock() + snooze_job.delay;
  insert into awa_store.deferred (
    job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
    kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors)
  select
    r.job_id, next_run_at, r.created_at, v_closed.attempted_at, v_closed.holder,
    awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), r.attempt, r.max_attempts, 'scheduled', r.queue, r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options, coalesce(p.progress, r.progress), r.errors
  from awa_store.ready r
  left join awa_store.progress p on p.claim_id = snooze_job.claim_id and p.job_id = r.job_id
  where r.job_id = snooze_job.job_id
  order by r.seq desc
  limit 1;
  delete from awa_store.progress p where p.claim_id = snooze_job.claim_id and p.job_id = snooze_job.job_id;
  perform awa_store.wake(d.queue) from awa_store.deferred d where d.job_id = snooze_job.job_id;
  return next;
end
$$;

call awa_store.publish('awa.snooze_job', 'awa_worker');
comment on function awa.snooze_job is 'Puts a running job off for a while without counting the attempt.';
$awa_script$),
('functions/private/R__store_after_end.sql', null, 'store after end', 1252096303, $awa_script$
-- What follows the end of jobs: their unique keys are given up or kept, others get their places, children may run.
create or replace function awa_store.after_end(job_ids bigint[], state text)
returns void
language plpgsql
volatile
as $$
begin
  perform awa_store.free_keys(after_end.job_ids, after_end.state);
  perform awa_store.free_places(after_end.job_ids);
  if awa_store.has_parents() then
    perform awa_store.free_children(after_end.job_ids, after_end.state);
  end if;
end
$$;

call awa_store.publish('awa_store.after_end');
$awa_script$),
('functions/private/R__store_archive.sql', null, 'store archive', 1475828263, $awa_script$
-- Copies completed jobs of a drained slot that are kept longer than the ring keeps them into ended: first those with a
-- retention of their own, then those of queues that keep longer; about max_jobs of them, fewer if they were settled one by
-- one, from where the last call stopped. True when there are no more.
create or replace function awa_store.archive(slot int, max_jobs int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_slot awa_store.slot;
  v_ring interval := (select s.keep_completed from awa_store.settings s);
  v_job record;
  v_queue text;
  v_outcome awa_store.outcome;
  v_left int := archive.max_jobs;
begin
  select t.* into strict v_slot from awa_store.slot t where t.slot = archive.slot;
  if v_slot.archive_queue is null then
    for v_job in execute format(
      'select r.job_id, r.seq, (r.options ->> ''keep'')::interval > $2 as is_longer
      from awa_store.ready_%s r
      where r.options ? ''keep'' and r.job_id > $1
      order by r.job_id
      limit $3', archive.slot)
    using coalesce(v_slot.archive_job, 0), v_ring, archive.max_jobs
    loop
      v_slot.archive_job := v_job.job_id;
      v_left := v_left - 1;
      continue when not v_job.is_longer;
      for v_outcome in
        select o.*
        from awa_store.locate(v_job.job_id) l
        join awa_store.outcome o on o.claim_id = l.claim_id and v_job.job_id = any (o.job_ids)
        where l.state = 'completed' and l.seq = v_job.seq
      loop
        perform awa_store.archive_jobs(archive.slot, v_outcome, v_job.job_id);
        v_left := v_left - 9;
      end loop;
      exit when v_left <= 0;
    end loop;
  end if;
  for v_queue in
    select q.name
    from awa_store.queue q
    where q.keep_completed > v_ring and q.name >= coalesce(v_slot.archive_queue, '') and v_left > 0
    order by q.name
  loop
    if v_queue is distinct from v_slot.archive_queue then
      v_slot.archive_queue := v_queue;
      v_slot.archive_at := v_slot.opened_at - interval '1 minute';
    end if;
    -- Jobs of the slot ended when it was open or later, in its own outcomes or those of a later one.
    for v_outcome in
      select o.*
      from awa_store.outcome o
      where o.queue = v_queue and o.state = 'completed' and o.settled_at > v_slot.archive_at
        and o.settled_at <= v_slot.drained_at
      order by o.settled_at
    loop
      -- Stops between two times, so that it can go on after one.
      exit when v_left <= 0 and v_outcome.settled_at > v_slot.archive_at;
      perform awa_store.archive_jobs(archive.slot, v_outcome);
      v_left := v_left - greatest(v_outcome.jobs, 5);
      v_slot.archive_at := v_outcome.settled_at;
    end loop;
    exit when v_left <= 0;
  end loop;
  update awa_store.slot t
  set archive_job = v_slot.archive_job, archive_queue = v_slot.archive_queue, archive_at = v_slot.archive_at
  where t.slot = archive.slot and v_left < archive.max_jobs;
  return v_left > 0;
end
$$;

-- Copies the jobs of an outcome, or one of them, whose entries lie in the slot.
create or replace function awa_store.archive_jobs(slot int, outcome awa_store.outcome, job_id bigint default null)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  execute format(
    'insert into awa_store.ended (
      job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt,
      max_attempts, state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, errors, result)
    select
      r.job_id, r.run_at, r.created_at, c.claimed_at, $1.settled_at, $1.settled_at + (r.options ->> ''keep'')::interval,
      c.worker_id, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), r.attempt, r.max_attempts, $1.state,
      r.queue, r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options, r.errors,
      nullif($1.results -> (j.n - 1)::int, ''null'')
    from awa_store.claim c
    cross join unnest($1.job_ids) with ordinality j (job_id, n)
    join awa_store.ready_%s r on r.job_id = j.job_id
    where c.claim_id = $1.claim_id and c.slot = $1.slot and (j.job_id = $2 or $2 is null)
      and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
    on conflict do nothing',
    archive_jobs.slot)
  using archive_jobs.outcome, archive_jobs.job_id;
end
$$;

call awa_store.publish('awa_store.archive');
call awa_store.publish('awa_store.archive_jobs');
$awa_script$),
('functions/private/R__store_arithmetic64.sql', null, 'store arithmetic64', -1003890735, $awa_script$
-- Sum and product of 64-bit numbers modulo 2^64, in the bits of a bigint.
create or replace function awa_store.add64(a bigint, b bigint)
returns bigint
language sql
immutable
parallel safe
as $$
  select ((((a >> 32) & 4294967295) + ((b >> 32) & 4294967295)
    + (((a & 4294967295) + (b & 4294967295)) >> 32)) << 32)
    | (((a & 4294967295) + (b & 4294967295)) & 4294967295);
$$;

create or replace function awa_store.multiply64(a bigint, b bigint)
returns bigint
language plpgsql
immutable
parallel safe
as $$
declare
  v_result bigint := 0;
begin
  -- 16 bits of b at a time: each partial product of a 32-bit half stays below 2^48.
  for i in 0..3 loop
    v_result := awa_store.add64(
      v_result,
      awa_store.add64(
        (a & 4294967295) * ((b >> (16 * i)) & 65535),
        (((a >> 32) & 4294967295) * ((b >> (16 * i)) & 65535)) << 32) << (16 * i));
  end loop;
  return v_result;
end
$$;

call awa_store.publish('awa_store.add64');
call awa_store.publish('awa_store.multiply64');
$awa_script$),
('functions/private/R__store_brief.sql', null, 'store brief', 642320184, $awa_script$
-- Where a job stands, without its payload; no row if it is not known, or was just moving: look again.
create or replace function awa_store.brief(job_id bigint)
returns table (id bigint, state text, queue text, partition int, run_at timestamptz)
rows 1
language plpgsql
stable
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_at record;
begin
  select * into v_at from awa_store.locate(brief.job_id);
  case v_at.place
    when 'deferred' then
      return query
      select d.job_id, d.state, d.queue, d.partition::int, d.run_at from awa_store.deferred d where d.job_id = brief.job_id;
    when 'ended' then
      return query
      select e.job_id, e.state, e.queue, e.partition::int, e.run_at from awa_store.ended e where e.job_id = brief.job_id;
    else
      return query
      select r.job_id, v_at.state, r.queue, awa_store.lane_partition(r.lane)::int, r.run_at
      from awa_store.ready r
      where r.job_id = brief.job_id and r.seq = v_at.seq;
  end case;
end
$$;

call awa_store.publish('awa_store.brief');
$awa_script$),
('functions/private/R__store_bury_cancelled.sql', null, 'store bury cancelled', -979564674, $awa_script$
-- Writes a job of the ledger into ended as cancelled. started: whether its newest entry was claimed.
create or replace function awa_store.bury_cancelled(
  job_id bigint,
  reason text,
  started boolean,
  claim_id bigint default null,
  worker_id uuid default null,
  attempted_at timestamptz default null
)
returns void
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
    state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, reason)
  select
    r.job_id, r.run_at, r.created_at, bury_cancelled.attempted_at, awa_store.clock(),
    awa_store.clock() + (r.options ->> 'keep')::interval, bury_cancelled.worker_id,
    awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), r.attempt - (not bury_cancelled.started)::int, r.max_attempts, 'cancelled', r.queue,
    r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options,
    coalesce(p.progress, r.progress), r.errors, bury_cancelled.reason
  from awa_store.ready r
  left join awa_store.progress p on p.claim_id = bury_cancelled.claim_id and p.job_id = r.job_id
  where r.job_id = bury_cancelled.job_id
  order by r.seq desc
  limit 1;
  delete from awa_store.progress p where p.claim_id = bury_cancelled.claim_id and p.job_id = bury_cancelled.job_id;
  perform awa_store.after_end(array[bury_cancelled.job_id], 'cancelled');
end
$$;

call awa_store.publish('awa_store.bury_cancelled');
$awa_script$),
('functions/private/R__store_bury_deferred.sql', null, 'store bury deferred', -1811729250, $awa_script$
-- Ends a job that waits in deferred as cancelled or failed, with the reason; false if it is not there any more.
create or replace function awa_store.bury_deferred(job_id bigint, state text, reason text)
returns boolean
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  with gone as (
    delete from awa_store.deferred d where d.job_id = bury_deferred.job_id returning d.*
  )
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
    state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, reason)
  select
    g.job_id, g.run_at, g.created_at, g.attempted_at, awa_store.clock(),
    awa_store.clock() + (g.options ->> 'keep')::interval, g.worker_id, g.partition, g.priority, g.attempt - 1,
    g.max_attempts, bury_deferred.state, g.queue, g.kind, g.args, g.ordering_key, g.unique_key, g.tags, g.metadata, g.options,
    g.progress, g.errors, bury_deferred.reason
  from gone g;
  if not found then
    return false;
  end if;
  perform awa_store.after_end(array[bury_deferred.job_id], bury_deferred.state);
  return true;
end
$$;

call awa_store.publish('awa_store.bury_deferred');
$awa_script$),
('functions/private/R__store_canonical.sql', null, 'store canonical', -1396481541, $awa_script$
-- A JSON value as unique keys see it: numbers without trailing fractional zeros, all else as jsonb has it. depth: of the value
-- in what is to be read.
-- Errors: AW001 for such a number more than 200 levels deep.
create or replace function awa_store.canonical(value jsonb, depth int default 0)
returns jsonb
language plpgsql
immutable
parallel safe
as $$
begin
  -- Only a number such as 1.0 or 0.50 needs work; a string that looks like one just takes the long way.
  if value::text !~ '\.[0-9]*0([^0-9]|$)' then
    return value;
  end if;
  if depth > 200 then
    raise exception using
      errcode = 'AW001',
      message = format('args are nested more than 200 levels deep around %s', left(value::text, 100)),
      hint = 'Make the job unique by a key, or by chosen fields.';
  end if;
  return case jsonb_typeof(value)
    when 'number' then to_jsonb(trim_scale(value::text::numeric))
    when 'object' then (select jsonb_object_agg(f.key, awa_store.canonical(f.value, depth + 1)) from jsonb_each(value) f)
    when 'array' then (
      select jsonb_agg(awa_store.canonical(e.value, depth + 1) order by e.n)
      from jsonb_array_elements(value) with ordinality e (value, n))
    else value
  end;
end
$$;

call awa_store.publish('awa_store.canonical');
$awa_script$),
('functions/private/R__store_carry_forward.sql', null, 'store carry forward', -2104590459, $awa_script$
-- Moves what still lives in a sealed slot to the current one, about max_entries of it: entries keep their place in their
-- lane, since that is their transaction and number; withdrawn ones end here; running claims leave their lane and keep their
-- open jobs. The only place that deletes from ready; the slot is truncated when its history is due. Returns how many
-- entries and claims were moved.
-- Locks: the turn of each lane and the lease of each claim that it moves, tried only.
create or replace function awa_store.carry_forward(slot int, max_entries int)
returns int
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_current smallint := (select r.current_slot from awa_store.ring r);
  v_lane bigint;
  v_claim record;
  v_open bigint[];
  v_moved int := 0;
  v_count int;
  v_forgotten int;
begin
  for v_lane in select l from awa_store.slot_lanes(carry_forward.slot) l loop
    exit when v_moved >= carry_forward.max_entries;
    continue when not exists (select from awa_store.waiting_entries(v_lane, carry_forward.slot, 1));
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_key(v_lane));
    execute format(
      'with waiting as materialized (
        select w.xid, w.seq from awa_store.waiting_entries($1, $2, $3) w
      ),
      gone as (
        delete from awa_store.ready_%1$s r
        where r.ctid = any (array(
          select e.ctid
          from waiting w
          cross join lateral (
            select e.ctid from awa_store.ready_%1$s e where e.lane = $1 and e.xid = w.xid and e.seq = w.seq limit 1
          ) e))
        returning r.*
      ),
      forgotten as (
        delete from awa_store.withdrawn t
        where t.ctid = any (array(
          select m.ctid
          from waiting w
          cross join lateral (
            select m.ctid from awa_store.withdrawn m where m.lane = $1 and m.xid = w.xid and m.seq = w.seq limit 1
          ) m))
        returning t.xid, t.seq
      ),
      moved as (
        insert into awa_store.ready (
          xid, seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
          tags, metadata, options, progress, errors)
        select
          g.xid, g.seq, g.job_id, g.lane, g.run_at, g.created_at, $4, g.attempt, g.max_attempts, g.queue, g.kind, g.args,
          g.ordering_key, g.unique_key, g.tags, g.metadata, g.options, g.progress, g.errors
        from gone g
        where not exists (select from forgotten f where f.xid = g.xid and f.seq = g.seq)
      )
      select count(*), (select count(*) from forgotten) from gone', carry_forward.slot)
    into v_count, v_forgotten using v_lane, carry_forward.slot, carry_forward.max_entries - v_moved, v_current;
    v_moved := v_moved + v_count;
    if v_forgotten > 0 then
      delete from awa_store.lane_count n where n.lane = v_lane;
    end if;
  end loop;

  for v_claim in
    select c.claim_id, c.claim_slot from awa_store.slot_claims(carry_forward.slot) c order by c.claim_id limit 100
  loop
    exit when v_moved >= carry_forward.max_entries;
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(v_claim.claim_id));
    v_open := array(
      select u
      from awa_store.claim c
      cross join unnest(c.job_ids) u
      where c.claim_id = v_claim.claim_id and c.slot = v_claim.claim_slot
        and not exists (
          select
          from awa_store.outcome e
          where e.claim_id = c.claim_id and e.slot = c.slot and u = any (e.job_ids)));
    continue when v_open = '{}';
    execute format(
      'with gone as (
        delete from awa_store.ready_%s r
        where r.job_id = any ($1) and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
        returning r.*
      ),
      moved as (
        insert into awa_store.ready (
          xid, seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
          tags, metadata, options, progress, errors)
        select
          g.xid, g.seq, g.job_id, g.lane, g.run_at, g.created_at, $2, g.attempt, g.max_attempts, g.queue, g.kind, g.args,
          g.ordering_key, g.unique_key, g.tags, g.metadata, g.options, g.progress, g.errors
        from gone g
      )
      select count(*) from gone', carry_forward.slot)
    into v_count using v_open, v_current;
    v_moved := v_moved + v_count;
    -- Also a claim of a later slot: an entry never lies in a later slot than its claim, which would be truncated first.
    if v_claim.claim_slot <> v_current then
      insert into awa_store.claim (
        claim_id, claimed_at, deadline_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, slot, has_keys, queue, cur, late,
        job_ids)
      select
        c.claim_id, c.claimed_at, c.deadline_at, c.worker_id, c.prev_xmax, c.pos_xid, c.pos_seq, c.taken, v_current, c.has_keys,
        c.queue, c.cur, c.late, v_open
      from awa_store.claim c
      where c.claim_id = v_claim.claim_id and c.slot = v_claim.claim_slot;
      -- What stays behind is closed. A settle from an older snapshot collides with this row.
      insert into awa_store.outcome (claim_id, settled_at, step, jobs, slot, is_last, state, queue, job_ids)
      select
        c.claim_id, awa_store.clock(),
        (select count(*) + 1 from awa_store.outcome e where e.claim_id = c.claim_id and e.slot = c.slot), 0, c.slot, true,
        'released', c.queue, '{}'
      from awa_store.claim c
      where c.claim_id = v_claim.claim_id and c.slot = v_claim.claim_slot;
      insert into awa_store.open_claim as o (claim_id, worker_id, claimed_at, deadline_at, slot)
      select c.claim_id, c.worker_id, c.claimed_at, c.deadline_at, c.slot
      from awa_store.claim c
      where c.claim_id = v_claim.claim_id and c.slot = v_current
      on conflict on constraint open_claim_pkey do update set slot = excluded.slot;
      v_moved := v_moved + 1;
    end if;
  end loop;
  return v_moved;
end
$$;

call awa_store.publish('awa_store.carry_forward');
$awa_script$),
('functions/private/R__store_check_options.sql', null, 'store check options', 227549052, $awa_script$
-- Refuses options that are not an object or hold a key that the verb does not know.
-- Errors: AW001, AW002.
create or replace function awa_store.check_options(
  options jsonb,
  variadic known text[] default '{}'
)
returns void
language plpgsql
immutable
as $$
declare
  v_key text;
begin
  if jsonb_typeof(options) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('opts must be a JSON object, not %s', left(options::text, 100)),
      hint = 'Pass {} or leave opts out.';
  end if;
  select k into v_key from jsonb_object_keys(options) k where k <> all (known) limit 1;
  if found then
    raise exception using
      errcode = 'AW002',
      message = format('unknown key %s in opts', to_jsonb(v_key)),
      hint = case
        when known = '{}' then 'This function takes no options in this version.'
        else 'Known keys: ' || array_to_string(known, ', ') || '.'
      end;
  end if;
end
$$;

call awa_store.publish('awa_store.check_options');
$awa_script$),
('functions/private/R__store_check_origin.sql', null, 'store check origin', -128671628, $awa_script$
-- Refuses a ledger that came from another cluster by dump, copy or pg_upgrade until repair has been called: transaction ids
-- mean something else here, and cursors might take new jobs for claimed ones. A physical copy, a promoted standby too, is
-- the same cluster. Also refuses one whose sequences lag behind its jobs, as after a partial copy: ids would be given twice.
-- Errors: AW007.
create or replace function awa_store.check_origin()
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_origin bigint := (select r.system_identifier from awa_store.ring r);
  v_here bigint := (select c.system_identifier from pg_control_system() c);
  v_job bigint;
  v_claim bigint;
  v_given bigint;
  v_message text;
begin
  if v_origin <> v_here then
    raise exception using
      errcode = 'AW007',
      message = format('the jobs of this database come from another server, %s; this one is %s', v_origin, v_here),
      hint = 'Keep producers and workers away and call awa.repair() once, as an operator.';
  end if;
  v_job := greatest(
    (select e.job_id from awa_store.ready e order by e.job_id desc limit 1),
    (select d.job_id from awa_store.deferred d order by d.job_id desc limit 1),
    (select e.job_id from awa_store.ended e order by e.job_id desc limit 1),
    (select u.job_id from awa_store.unique_claim u order by u.job_id desc limit 1));
  v_claim := (select c.claim_id from awa_store.claim c order by c.claim_id desc limit 1);
  -- Read after the jobs, so that one inserted meanwhile cannot seem to lie ahead.
  v_given := (select s.last_value from awa_store.entry_seq s);
  if v_job > v_given then
    v_message := format('awa_store.entry_seq is at %s, but job %s exists', v_given, v_job);
  else
    v_given := (select s.last_value from awa_store.claim_seq s);
    if v_claim > v_given then
      v_message := format('awa_store.claim_seq is at %s, but claim %s exists', v_given, v_claim);
    end if;
  end if;
  if v_message is not null then
    raise exception using
      errcode = 'AW007',
      message = v_message,
      hint = 'The jobs were copied without their sequences. Keep producers and workers away and call awa.repair() once, as an operator.';
  end if;
end
$$;

call awa_store.publish('awa_store.check_origin');
$awa_script$),
('functions/private/R__store_check_queues.sql', null, 'store check queues', -1391471083, $awa_script$
-- Refuses a list of queue names that is null or holds a null, empty or over-long name.
-- Errors: AW001.
create or replace function awa_store.check_queues(queues text[])
returns void
language plpgsql
immutable
as $$
declare
  v_name text;
begin
  if queues is null or array_ndims(queues) > 1 then
    raise exception using
      errcode = 'AW001',
      message = format('queues must be a list of names, not %s', left(coalesce(queues::text, 'null'), 100)),
      hint = 'As in array[''default'', ''mail''].';
  end if;
  select q into v_name from unnest(queues) q where q is null or q = '' or length(q) > 200 limit 1;
  if found then
    raise exception using
      errcode = 'AW001',
      message = format('queue names must have 1 to 200 characters, not %s', coalesce(to_jsonb(left(v_name, 40))::text, 'null')),
      hint = 'Leave the entry out of queues.';
  end if;
end
$$;

call awa_store.publish('awa_store.check_queues');
$awa_script$),
('functions/private/R__store_checked_reason.sql', null, 'store checked reason', -1839451005, $awa_script$
-- A cancellation's reason of at most 1000 characters.
-- Errors: AW003.
create or replace function awa_store.checked_reason(reason text)
returns text
language plpgsql
immutable
as $$
begin
  if length(reason) > 1000 then
    raise exception using
      errcode = 'AW003',
      message = format('reason %s... is longer than 1000 characters', left(reason, 40)),
      hint = 'Use a shorter reason.';
  end if;
  return reason;
end
$$;

call awa_store.publish('awa_store.checked_reason');
$awa_script$),
('functions/private/R__store_checked_worker.sql', null, 'store checked worker', -41248457, $awa_script$
-- A worker id that is not null: null means the system itself to close_attempts.
-- Errors: AW001.
create or replace function awa_store.checked_worker(worker_id uuid)
returns uuid
language plpgsql
immutable
as $$
begin
  if worker_id is null then
    raise exception using
      errcode = 'AW001', message = 'worker_id must not be null', hint = 'Pass what register_worker returned.';
  end if;
  return worker_id;
end
$$;

call awa_store.publish('awa_store.checked_worker');
$awa_script$),
('functions/private/R__store_claim_of.sql', null, 'store claim of', 1581869639, $awa_script$
-- The claim that took an entry which the cursor of its lane has passed. The claims of a lane have consecutive turns and
-- the cursor only moves on, so the first claim with the entry behind its cursor is found by bisection. No row if that claim
-- is gone.
create or replace function awa_store.claim_of(lane bigint, xid xid8, seq bigint, job_id bigint)
returns table (claim_id bigint, slot smallint, worker_id uuid, claimed_at timestamptz)
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_low bigint;
  v_high bigint;
  v_mid bigint;
  v_turn bigint;
  v_taken boolean;
begin
  select c.turn into v_low
  from awa_store.claim c
  where c.lane = claim_of.lane
  order by c.turn
  limit 1;
  select c.turn into v_high
  from awa_store.claim c
  where c.lane = claim_of.lane
  order by c.turn desc
  limit 1;
  while v_low < v_high loop
    v_mid := (v_low + v_high) / 2;
    select c.turn, awa_store.consumed(claim_of.xid, claim_of.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)
    into strict v_turn, v_taken
    from awa_store.claim c
    where c.lane = claim_of.lane and c.turn >= v_mid
    order by c.turn
    limit 1;
    if v_taken then
      v_high := v_mid;
    else
      v_low := v_turn + 1;
    end if;
  end loop;
  -- A claim that outlived its slot is no longer part of the lane, and one that only keeps its cursor holds nothing. The
  -- carried claim of an earlier attempt has not passed this entry; the newest is meant.
  return query
  select c.claim_id, c.slot, c.worker_id, c.claimed_at
  from (
    (
      select c.*
      from awa_store.claim c
      where c.lane = claim_of.lane and c.turn >= v_low
      order by c.turn
      fetch first row with ties
    )
    union all
    select c.*
    from awa_store.claim c
    where c.lane is null
      and awa_store.consumed(claim_of.xid, claim_of.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)
  ) c
  where claim_of.job_id = any (c.job_ids)
  order by c.claim_id desc, c.lane is not null, c.xid desc
  limit 1;
end
$$;

call awa_store.publish('awa_store.claim_of');
$awa_script$),
('functions/private/R__store_claims_between.sql', null, 'store claims between', -973665406, $awa_script$
-- The claims that one snapshot sees and an earlier one does not.
create or replace function awa_store.claims_between(earlier pg_snapshot, later pg_snapshot)
returns setof awa_store.claim
language sql
stable
as $$
  select c.*
  from awa_store.claim c
  where c.xid >= pg_snapshot_xmax(earlier) and c.xid < pg_snapshot_xmax(later) and pg_visible_in_snapshot(c.xid, later)
  union all
  select c.*
  from pg_snapshot_xip(earlier) x
  join awa_store.claim c on c.xid = x
  where pg_visible_in_snapshot(x, later);
$$;

call awa_store.publish('awa_store.claims_between');
$awa_script$),
('functions/private/R__store_clock.sql', null, 'store clock', 2134119565, $awa_script$
-- The one clock of the engine. Tests replace this function; nothing else can move time.
create or replace function awa_store.clock()
returns timestamptz
language sql
volatile
as $$
  select clock_timestamp();
$$;

-- Views call it as whoever reads them; the schema itself stays closed to them.
call awa_store.publish('awa_store.clock', 'awa_operator', 'awa_observer');
$awa_script$),
('functions/private/R__store_close_attempts.sql', null, 'store close attempts', -1523122643, $awa_script$
-- Ends attempts of one claim in the same state: the one place where an attempt gets its outcome.
-- Takes the claim's lease, an advisory lock, checks that the worker owns it and which of the jobs are still open, and appends the outcome.
-- Whoever comes second finds nothing open; from a stale snapshot he meets a serialization failure or the outcome's key.
-- worker_id null: the caller acts for the system (rescue, cancel).
-- results, aligned with job_ids, are kept for those that it closes.
-- Returns one row: the jobs that this call closed, in the order given, and those that were not open, with what the claim
-- said.
-- Errors: AW001 bad ids, AW005 lease lost (unless report_lost).
create or replace function awa_store.close_attempts(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  state text,
  results jsonb default null,
  report_lost boolean default false
)
returns table (closed_ids bigint[], lost_ids bigint[], holder uuid, attempted_at timestamptz, has_keys boolean, has_progress boolean)
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_claim record;
  v_open bigint[];
begin
  if close_attempts.job_ids is null or array_ndims(close_attempts.job_ids) is distinct from 1
    or array_position(close_attempts.job_ids, null) is not null
  then
    raise exception using
      errcode = 'AW001',
      message = format(
        'job_ids must name jobs, at least one, not %s', left(coalesce(close_attempts.job_ids::text, 'null'), 100)),
      hint = 'Pass the ids that claim_jobs returned with this claim_id.';
  end if;
  if close_attempts.claim_id is null then
    raise exception using errcode = 'AW001', message = 'claim_id must not be null', hint = 'Pass what claim_jobs returned.';
  end if;

  perform pg_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(close_attempts.claim_id));
  select
    c.slot, c.worker_id, c.claimed_at, c.queue, c.job_ids, c.has_keys,
    (select count(*)::int from awa_store.outcome o where o.claim_id = c.claim_id and o.slot = c.slot) as steps,
    exists (select from awa_store.open_claim w where w.claim_id = c.claim_id) as is_watched,
    exists (select from awa_store.progress p where p.claim_id = c.claim_id) as has_progress
  into v_claim
  from awa_store.claim c
  where c.claim_id = close_attempts.claim_id
  order by c.lane is not null, c.xid desc
  limit 1;
  if not found then
    perform awa_store.refuse_old_snapshot();
    v_open := '{}';
  elsif v_claim.worker_id <> close_attempts.worker_id then
    v_open := '{}';
  elsif v_claim.steps = 0 then
    v_open := v_claim.job_ids;
  else
    v_open := array(
      select u from unnest(v_claim.job_ids) u
      except
      select unnest(o.job_ids)
      from awa_store.outcome o
      where o.claim_id = close_attempts.claim_id and o.slot = v_claim.slot);
  end if;
  if v_claim.is_watched and current_setting('transaction_isolation') <> 'read committed' then
    -- Fails with 40001 if the claim was moved to another slot since the snapshot.
    perform from awa_store.open_claim w where w.claim_id = close_attempts.claim_id for update;
  end if;
  if close_attempts.job_ids = v_open then
    closed_ids := v_open;
  else
    closed_ids := array(
      select g.id
      from unnest(close_attempts.job_ids) with ordinality g (id, n)
      where g.id = any (v_open)
      order by g.n);
    if (select count(distinct u) <> count(*) from unnest(closed_ids) u) then
      raise exception using
        errcode = 'AW001',
        message = format(
          'job_ids names job %s twice',
          (select u from unnest(close_attempts.job_ids) u group by u having count(*) > 1 limit 1)),
        hint = 'Name each job once.';
    end if;
  end if;

  if cardinality(closed_ids) < cardinality(close_attempts.job_ids) then
    lost_ids := array(select u from unnest(close_attempts.job_ids) u where u <> all (closed_ids));
    if not close_attempts.report_lost then
      raise exception using
        errcode = 'AW005',
        message = format(
          'job %s is not open under claim %s of worker %s',
          lost_ids[1], close_attempts.claim_id, coalesce(close_attempts.worker_id::text, 'null')),
        detail = format('%s of %s jobs are not open; nothing was changed.', cardinality(lost_ids), cardinality(close_attempts.job_ids)),
        hint = 'It was settled, cancelled or rescued before. Drop the result; get_job tells what became of it.';
    end if;
  else
    lost_ids := '{}';
  end if;

  if closed_ids <> '{}' then
    insert into awa_store.outcome (claim_id, settled_at, step, jobs, slot, is_last, state, queue, job_ids, results)
    values (
      close_attempts.claim_id, awa_store.clock(), v_claim.steps + 1, cardinality(closed_ids), v_claim.slot,
      cardinality(closed_ids) = cardinality(v_open), close_attempts.state, v_claim.queue, closed_ids,
      case
        when close_attempts.results is null or closed_ids = close_attempts.job_ids then close_attempts.results
        else (
          select jsonb_agg(close_attempts.results -> (g.n - 1)::int order by g.n)
          from unnest(close_attempts.job_ids) with ordinality g (id, n)
          where g.id = any (closed_ids))
      end)
    on conflict do nothing;
    if not found then
      raise exception using
        errcode = '40001',
        message = format('claim %s was settled by another transaction that this snapshot cannot see', close_attempts.claim_id),
        hint = 'Run the transaction again.';
    end if;
    if v_claim.is_watched and cardinality(closed_ids) = cardinality(v_open) then
      delete from awa_store.open_claim w where w.claim_id = close_attempts.claim_id;
    end if;
  end if;
  holder := v_claim.worker_id;
  attempted_at := v_claim.claimed_at;
  has_keys := coalesce(v_claim.has_keys, false);
  has_progress := coalesce(v_claim.has_progress, false);
  return next;
end
$$;

call awa_store.publish('awa_store.close_attempts');
$awa_script$),
('functions/private/R__store_confirm_withdrawal.sql', null, 'store confirm withdrawal', 2147344329, $awa_script$
-- Runs at the commit that withdraws a waiting entry, or before a claim in the same transaction, so that a long transaction
-- does not hold up the lane: only here it takes the lane's turn, and a cancelled job becomes a dead one, or a replaced one gives up its place. If a claim was
-- faster, a running job is cancelled as such; one that has ended, or was meant to be replaced, fails the commit with 40001.
-- Locks: the lane; see commit_lock.
create or replace function awa_store.confirm_withdrawal()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entry awa_store.withdrawn := new;
  v_at record;
  v_closed record;
begin
  if v_entry.withdrawn_by <> pg_current_xact_id() then
    return null; -- a row of a dump that is being loaded
  end if;
  if not awa_store.commit_lock('lane', awa_store.lane_key(v_entry.lane)) then
    -- One that was withdrawn after constraints had been set immediate.
    perform pg_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_key(v_entry.lane));
  end if;
  perform
  from (
    select c.*
    from awa_store.claim c
    where c.lane = v_entry.lane
    order by c.turn desc
    limit 1
  ) c
  where awa_store.consumed(v_entry.xid, v_entry.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq);
  if not found then
    if v_entry.purpose = 'cancel' then
      perform awa_store.bury_cancelled(v_entry.job_id, v_entry.reason, false);
    else
      -- Only now: the worker that settles a job which was claimed after all needs its place.
      perform awa_store.free_places(array[p.job_id])
      from awa_store.place p
      where p.job_id = v_entry.job_id and not awa_store.keeps_place(p.job_id, p.has_started, p.concurrency_key);
    end if;
    return null;
  end if;

  if v_entry.purpose = 'cancel' then
    select * into v_at from awa_store.claim_of(v_entry.lane, v_entry.xid, v_entry.seq, v_entry.job_id);
    if v_at.claim_id is null then
      -- The claim has blocked it, or cancelled it since it was too late for its start_by.
      if awa_store.bury_deferred(v_entry.job_id, 'cancelled', v_entry.reason)
        or exists (select from awa_store.ended e where e.job_id = v_entry.job_id)
      then
        return null;
      end if;
    else
      select * into v_closed
      from awa_store.close_attempts(null, v_at.claim_id, array[v_entry.job_id], 'cancelled', null, true);
      if v_closed.closed_ids <> '{}' then
        perform awa_store.bury_cancelled(
          v_entry.job_id, v_entry.reason, true, v_at.claim_id, v_closed.holder, v_closed.attempted_at);
        perform awa_store.stop_attempt(v_closed.holder, v_at.claim_id, v_entry.job_id, 'cancelled');
        return null;
      end if;
    end if;
  end if;
  raise exception using
    errcode = '40001',
    message = format('job %s was claimed before this transaction, which withdraws it, could commit', v_entry.job_id),
    hint = 'Run the transaction again.';
end
$$;

call awa_store.publish('awa_store.confirm_withdrawal');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.withdrawn'::regclass and tgname = 'withdrawn_confirm')
  then
    create constraint trigger withdrawn_confirm
      after insert on awa_store.withdrawn
      deferrable initially deferred
      for each row execute function awa_store.confirm_withdrawal();
  end if;
end
$$;
$awa_script$),
('functions/private/R__store_consumed.sql', null, 'store consumed', 71748568, $awa_script$
-- Whether a lane's cursor has passed the entry (xid, seq): the entry lies in an earlier window, or in the present one
-- up to its position. Entries of transactions that the window's snapshot saw in progress are still to come.
create or replace function awa_store.consumed(
  xid xid8,
  seq bigint,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns boolean
language sql
immutable
as $$
  select pg_visible_in_snapshot(xid, cur)
    and ((xid, seq) <= (pos_xid, pos_seq) or (xid < prev_xmax and xid <> all (late)));
$$;

call awa_store.publish('awa_store.consumed');
$awa_script$),
('functions/private/R__store_count_histories.sql', null, 'store count histories', 1687431326, $awa_script$
-- Counts jobs that ended, for ended_jobs to add up, in stretches of so many outcomes or dead jobs. Every transaction that
-- ends jobs has its id before it looks at the clock. So once all are over that were open at some time, nothing more can
-- turn up from before it. That takes two calls; nothing is written while no history is long. Goes on after the queue where
-- the last call stopped, until none is left or its time is over.
create or replace function awa_store.count_histories(entries int)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_stop timestamptz := clock_timestamp() + interval '100 ms';
  -- Before this transaction, whose id may be as old, by more than a clock is set back: who ended jobs before then has a
  -- lower id.
  v_now timestamptz := awa_store.clock() - (clock_timestamp() - transaction_timestamp()) - interval '1 s';
  v_watch awa_store.watch;
  v_queue text;
  v_after text;
  v_state text;
  v_from timestamptz;
  v_until timestamptz;
  v_is_done boolean := true;
begin
  delete from awa_store.ended_count c where c.from_at <= awa_store.clock() - awa_store.keep(c.queue, c.state);
  select w.* into strict v_watch from awa_store.watch w;
  if pg_snapshot_xmin(pg_current_snapshot()) <= v_watch.counted then
    return;
  end if;
  v_after := v_watch.stats_queue;
  <<queues>>
  for v_queue in
    select n collate "C" from awa_store.queue_names() n where n collate "C" > v_watch.stats_queue order by n collate "C"
  loop
    foreach v_state in array '{completed,failed,cancelled}'::text[] loop
      v_from := coalesce(
        (select max(c.until_at) from awa_store.ended_count c where c.queue = v_queue and c.state = v_state),
        awa_store.first_ended(v_queue, v_state, awa_store.clock() - awa_store.keep(v_queue, v_state), 0));
      loop
        v_until := awa_store.first_ended(v_queue, v_state, v_from, count_histories.entries);
        exit when v_until is null or v_until >= coalesce(v_watch.counted_at, v_now);
        if v_watch.counted_at is null then
          -- The own id: the newest of others that are open may lie beyond every snapshot.
          update awa_store.watch w set counted_at = v_now, counted = pg_current_xact_id(), stats_queue = v_after;
          return;
        end if;
        -- More than so many may have ended at the very same time.
        v_until := greatest(v_until, v_from + interval '1 us');
        insert into awa_store.ended_count (from_at, until_at, jobs, queue, state)
        values (v_from, v_until, awa_store.ended_between(v_queue, v_state, v_from, v_until), v_queue, v_state);
        v_from := v_until;
        v_is_done := clock_timestamp() <= v_stop;
        exit queues when not v_is_done;
      end loop;
    end loop;
    v_after := v_queue;
    v_is_done := clock_timestamp() <= v_stop;
    exit when not v_is_done;
  end loop;
  if v_is_done then
    v_after := '';
    v_watch.counted := null;
    v_watch.counted_at := null;
  end if;
  update awa_store.watch w
  set stats_queue = v_after, counted = v_watch.counted, counted_at = v_watch.counted_at
  where w.stats_queue <> v_after or w.counted_at is distinct from v_watch.counted_at;
end
$$;

-- When the first outcome of completed jobs, or the first dead job, of a queue was entered after so many others from that time on.
create or replace function awa_store.first_ended(queue text, state text, from_at timestamptz, others int)
returns timestamptz
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  if first_ended.state = 'completed' then
    return (
      select o.settled_at
      from awa_store.outcome o
      where o.queue = first_ended.queue and o.state = 'completed' and o.settled_at >= first_ended.from_at
      order by o.settled_at
      offset first_ended.others
      limit 1);
  end if;
  return (
    select e.finalized_at
    from awa_store.ended e
    where e.queue = first_ended.queue and e.state = first_ended.state and e.finalized_at >= first_ended.from_at
    order by e.finalized_at
    offset first_ended.others
    limit 1);
end
$$;

call awa_store.publish('awa_store.first_ended');
call awa_store.publish('awa_store.count_histories');
$awa_script$),
('functions/private/R__store_count_long_lanes.sql', null, 'store count long lanes', 1430744481, $awa_script$
-- Counts the lanes in which more than so many entries wait, for lane_waiting to go on from: when so many have come since the
-- last count, and when the ring has turned, since what came after a count must not be truncated. Goes on after the lane
-- where the last call stopped, once around, until its time is over; true if it ran out of time in a lane that is long.
create or replace function awa_store.count_long_lanes(entries int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_stop timestamptz := clock_timestamp() + interval '100 ms';
  v_slot smallint := (select r.current_slot from awa_store.ring r);
  c_first constant bigint := -9223372036854775808;
  v_begin bigint := (select w.stats_lane from awa_store.watch w);
  v_after bigint := v_begin;
  v_is_around boolean := v_begin = c_first;
  v_lane bigint;
  v_count awa_store.lane_count;
  v_claim awa_store.claim;
  v_is_turned boolean;
  v_new bigint;
  v_taken bigint;
  v_last record;
  v_is_busy boolean := false;
  v_next pg_snapshot;
  c_chunk constant int := 50000;
begin
  loop
    select r.lane into v_lane from awa_store.ready r where r.lane > v_after order by r.lane limit 1;
    if not found and not v_is_around then
      v_is_around := true;
      v_after := c_first;
      continue;
    elsif not found or v_is_around and v_begin > c_first and v_lane > v_begin then
      v_after := c_first;
      exit;
    end if;
    select n.* into v_count from awa_store.lane_count n where n.lane = v_lane;
    select c.* into v_claim from awa_store.claim c where c.lane = v_lane order by c.turn desc limit 1;
    if v_count.cur is null or v_count.passed < v_claim.taken then
      v_count.passed := v_claim.taken;
      v_count.prev_xmax := v_claim.prev_xmax;
      v_count.pos_xid := v_claim.pos_xid;
      v_count.pos_seq := v_claim.pos_seq;
      v_count.cur := v_claim.cur;
      v_count.late := v_claim.late;
    end if;
    v_new := 0;
    v_is_turned := false;
    if v_count.cur is null then
      v_count.passed := 0;
      v_count.prev_xmax := '0';
      v_count.pos_xid := '0';
      v_count.pos_seq := 0;
      v_count.cur := awa_store.past_snapshot();
      v_count.late := '{}';
      v_is_turned := true;
    end if;
    loop
      -- As a claim does: the rest of the cursor's window, then the next one.
      select e.n, e.xid, e.seq into v_last
      from (
        select row_number() over () as n, r.xid, r.seq
        from awa_store.window_ranges(v_count.prev_xmax, v_count.late, v_count.cur, v_count.pos_xid, v_count.pos_seq) w
        cross join lateral (
          select r.xid, r.seq
          from awa_store.ready r
          where r.lane = v_lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
            and pg_visible_in_snapshot(r.xid, v_count.cur)
          order by r.xid, r.seq
          limit c_chunk
        ) r
        limit c_chunk
      ) e
      order by e.n desc
      limit 1;
      if found then
        v_new := v_new + v_last.n;
        v_count.pos_xid := v_last.xid;
        v_count.pos_seq := v_last.seq;
        exit when clock_timestamp() > v_stop;
        continue when v_last.n = c_chunk;
      end if;
      exit when v_is_turned;
      v_next := awa_store.past_snapshot();
      -- A window may not end before the one before it.
      exit when pg_snapshot_xmax(v_next) < pg_snapshot_xmax(v_count.cur);
      v_count.prev_xmax := pg_snapshot_xmax(v_count.cur);
      v_count.late := array(
        select x from pg_snapshot_xip(v_count.cur) x where pg_visible_in_snapshot(x, v_next) order by x);
      v_count.cur := v_next;
      v_count.pos_xid := '0';
      v_count.pos_seq := 0;
      v_is_turned := true;
    end loop;
    v_count.passed := v_count.passed + v_new;
    select c.taken into v_taken from awa_store.claim c where c.lane = v_lane order by c.turn desc limit 1;
    if v_is_turned and v_count.passed - coalesce(v_taken, 0) <= count_long_lanes.entries / 2 then
      delete from awa_store.lane_count n where n.lane = v_lane;
    elsif v_new > count_long_lanes.entries or v_count.slot <> v_slot then
      insert into awa_store.lane_count (lane, passed, prev_xmax, pos_xid, pos_seq, slot, cur, late)
      values (
        v_lane, v_count.passed, v_count.prev_xmax, v_count.pos_xid, v_count.pos_seq,
        case when v_is_turned then v_slot else coalesce(v_count.slot, v_slot) end, v_count.cur, v_count.late)
      on conflict on constraint lane_count_pkey do update
      set passed = excluded.passed, prev_xmax = excluded.prev_xmax, pos_xid = excluded.pos_xid, pos_seq = excluded.pos_seq,
        slot = excluded.slot, cur = excluded.cur, late = excluded.late;
    end if;
    v_after := v_lane;
    v_is_busy := clock_timestamp() > v_stop and v_new > count_long_lanes.entries;
    exit when clock_timestamp() > v_stop;
  end loop;
  update awa_store.watch w set stats_lane = v_after where w.stats_lane <> v_after;
  return v_is_busy;
end
$$;

call awa_store.publish('awa_store.count_long_lanes');
$awa_script$),
('functions/private/R__store_deferred_queues.sql', null, 'store deferred queues', -1598517911, $awa_script$
-- The queues that have scheduled or retryable jobs, by one index probe each.
create or replace function awa_store.deferred_queues()
returns setof text
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_queue text := '';
begin
  loop
    select d.queue into v_queue
    from awa_store.deferred d
    where d.queue > v_queue and d.state in ('scheduled', 'retryable')
    order by d.queue
    limit 1;
    exit when not found;
    return next v_queue;
  end loop;
end
$$;

call awa_store.publish('awa_store.deferred_queues');
$awa_script$),
('functions/private/R__store_deprecated.sql', null, 'store deprecated', -736889833, $awa_script$
-- For the body of a deprecated verb: notes who still calls it, about once an hour each, for doctor. Waits for nobody.
create or replace function awa_store.deprecated(verb text)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_application text := current_setting('application_name');
begin
  if exists (
    select
    from awa_store.deprecated_call d
    where d.verb = deprecated.verb and d.caller = session_user and d.application = v_application
      and d.last_at > v_now - interval '1 hour')
  then
    return;
  end if;
  -- Whoever has the lock has written the row, committed or not.
  if pg_try_advisory_xact_lock(
    awa_store.lock_class('deprecated'), hashtext(concat_ws(E'\n', deprecated.verb, session_user, v_application)))
  then
    insert into awa_store.deprecated_call as d (verb, caller, application, last_at)
    values (deprecated.verb, session_user, v_application, v_now)
    on conflict on constraint deprecated_call_pkey do update set last_at = excluded.last_at;
  end if;
end
$$;

call awa_store.publish('awa_store.deprecated');
$awa_script$),
('functions/private/R__store_detach_slot.sql', null, 'store detach slot', -360893033, $awa_script$
-- What has to be done before a drained slot can be truncated, by itself, so that nobody waits for it: a lane whose cursor
-- lies in this slot alone keeps it as long as it has entries elsewhere, since those that the cursor has passed must stay
-- passed. What is left of the marks of withdrawn entries that cursors have passed goes before the cursors do. True if no
-- cursor had to be kept.
create or replace function awa_store.detach_slot(slot int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_lane bigint;
  v_is_kept boolean := false;
begin
  for v_lane in select l from awa_store.slot_claim_lanes(detach_slot.slot) l loop
    -- One lane at a time: each is a probe of an index, whatever the planner thinks of tables that grew so fast.
    delete from awa_store.withdrawn w
    where w.ctid = any (array(
      select t.ctid
      from (select c.* from awa_store.claim c where c.lane = v_lane order by c.turn desc limit 1) c
      cross join lateral (
        select t.ctid
        from awa_store.withdrawn t
        where t.lane = v_lane and t.xid <= greatest(c.prev_xmax, c.pos_xid)
          and awa_store.consumed(t.xid, t.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)
        order by t.xid, t.seq
      ) t));
    continue when exists (select from awa_store.claim n where n.lane = v_lane and n.slot <> detach_slot.slot);
    continue when not exists (select from awa_store.ready r where r.lane = v_lane and r.slot <> detach_slot.slot);
    insert into awa_store.claim (
      claim_id, turn, lane, claimed_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, slot, has_keys, queue, cur, late,
      job_ids)
    select
      nextval('awa_store.claim_seq'), c.turn, c.lane, c.claimed_at, c.worker_id, c.prev_xmax, c.pos_xid, c.pos_seq, c.taken,
      g.current_slot, false, c.queue, c.cur, c.late, '{}'
    from (select n.* from awa_store.claim n where n.lane = v_lane order by n.turn desc limit 1) c
    cross join awa_store.ring g;
    v_is_kept := true;
  end loop;
  return not v_is_kept;
end
$$;

call awa_store.publish('awa_store.detach_slot');
$awa_script$),
('functions/private/R__store_ended_between.sql', null, 'store ended between', 1506570205, $awa_script$
-- How many jobs of a queue ended in a state from one time on and before another, by counting them. A completed job that was
-- copied out of the ring counts once: its outcome, which has the same time, is there until its slot is truncated.
create or replace function awa_store.ended_between(queue text, state text, from_at timestamptz, until_at timestamptz)
returns bigint
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  if ended_between.state <> 'completed' then
    return (
      select count(*)
      from awa_store.ended e
      where e.queue = ended_between.queue and e.state = ended_between.state
        and e.finalized_at >= ended_between.from_at and e.finalized_at < ended_between.until_at);
  end if;
  return (
    select coalesce(sum(o.jobs), 0)
    from awa_store.outcome o
    where o.queue = ended_between.queue and o.state = 'completed'
      and o.settled_at >= ended_between.from_at and o.settled_at < ended_between.until_at
  ) + (
    select count(*)
    from awa_store.ended e
    where e.queue = ended_between.queue and e.state = 'completed'
      and e.finalized_at >= ended_between.from_at and e.finalized_at < ended_between.until_at
      and not exists (
        select
        from awa_store.outcome o
        where o.queue = e.queue and o.state = 'completed' and o.settled_at = e.finalized_at and e.job_id = any (o.job_ids))
  );
end
$$;

call awa_store.publish('awa_store.ended_between');
$awa_script$),
('functions/private/R__store_ended_jobs.sql', null, 'store ended jobs', 144088669, $awa_script$
-- How many jobs of a queue ended in a state after the given time; counts only what count_histories has not counted.
create or replace function awa_store.ended_jobs(queue text, state text, after timestamptz)
returns bigint
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_jobs bigint;
  v_from timestamptz;
  v_until timestamptz;
begin
  select sum(c.jobs), min(c.from_at), max(c.until_at) into v_jobs, v_from, v_until
  from awa_store.ended_count c
  where c.queue = ended_jobs.queue and c.state = ended_jobs.state and c.from_at > ended_jobs.after;
  if v_from is null then
    return awa_store.ended_between(ended_jobs.queue, ended_jobs.state, ended_jobs.after + interval '1 us', 'infinity');
  end if;
  return v_jobs
    + awa_store.ended_between(ended_jobs.queue, ended_jobs.state, ended_jobs.after + interval '1 us', v_from)
    + awa_store.ended_between(ended_jobs.queue, ended_jobs.state, v_until, 'infinity');
end
$$;

call awa_store.publish('awa_store.ended_jobs');
$awa_script$),
('functions/private/R__store_enter.sql', null, 'store enter', -1435226825, $awa_script$
-- Enters a job, new or replaced, under its id: into ready if its state is available, else into deferred. Routes it to a
-- partition, which is returned, and wakes sleepers. seq: the entry's number, for a new job its id.
create or replace function awa_store.enter(
  state text,
  job_id bigint,
  seq bigint,
  run_at timestamptz,
  created_at timestamptz,
  priority int,
  attempt int,
  max_attempts int,
  queue text,
  kind text,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  options jsonb,
  progress jsonb,
  errors jsonb
)
returns int
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_partition int := coalesce(
    (select awa_store.route(ordering_key, job_id, q.partitions) from awa_store.queue q where q.name = queue), 0);
begin
  if state = 'available' then
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
      tags, metadata, options, progress, errors)
    values (
      seq, job_id, awa_store.lane(queue, v_partition, priority), run_at, created_at,
      (select current_slot from awa_store.ring), attempt, max_attempts, queue, kind, args, ordering_key, unique_key,
      tags, metadata, options, progress, errors);
  else
    insert into awa_store.deferred (
      job_id, seq, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      unique_key, tags, metadata, options, progress, errors)
    values (
      job_id, seq, run_at, created_at, v_partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      unique_key, tags, metadata, options, progress, errors);
  end if;
  -- Also for a scheduled job: a sleeper knows the next due time of its queues, and a new one may come before it.
  perform awa_store.wake(queue);
  return v_partition;
end
$$;

call awa_store.publish('awa_store.enter');
$awa_script$),
('functions/private/R__store_forget_ended.sql', null, 'store forget ended', -923891437, $awa_script$
-- Deletes ended jobs that were kept long enough, and unique keys that were held long enough beyond the end; at most
-- max_rows of each queue and state, and of keys.
create or replace function awa_store.forget_ended(max_rows int)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_queue text := '';
  v_state text := '';
begin
  loop
    -- The pairs of queue and state, by one index probe each.
    select e.queue, e.state into v_queue, v_state
    from awa_store.ended e
    where (e.queue, e.state) > (v_queue, v_state)
    order by e.queue, e.state
    limit 1;
    exit when not found;
    delete from awa_store.ended e
    where e.job_id = any (array(
      select o.job_id
      from awa_store.ended o
      where o.queue = v_queue and o.state = v_state and o.keep_until is null
        and o.finalized_at <= v_now - awa_store.keep(v_queue, v_state)
      order by o.finalized_at
      limit forget_ended.max_rows
      for update skip locked));
  end loop;
  delete from awa_store.ended e
  where e.job_id = any (array(
    select o.job_id
    from awa_store.ended o
    where o.keep_until <= v_now
    order by o.keep_until
    limit forget_ended.max_rows
    for update skip locked));
  delete from awa_store.unique_claim u
  where u.unique_key = any (array(
    select h.unique_key
    from awa_store.unique_claim h
    where h.held_until <= v_now
    order by h.held_until
    limit forget_ended.max_rows
    for update skip locked));
end
$$;

call awa_store.publish('awa_store.forget_ended');
$awa_script$),
('functions/private/R__store_forget_withdrawn.sql', null, 'store forget withdrawn', -1015705160, $awa_script$
-- Deletes withdrawn entries that the cursors have passed, at most so many; returns how many.
create or replace function awa_store.forget_withdrawn(max_rows int)
returns int
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_lane bigint := '-9223372036854775808';
  v_left int := forget_withdrawn.max_rows;
  v_count int;
begin
  -- Lane by lane, and in each only up to its cursor: however many wait to be passed, they are not looked at.
  while v_left > 0 loop
    select w.lane into v_lane from awa_store.withdrawn w where w.lane > v_lane order by w.lane limit 1;
    exit when not found;
    delete from awa_store.withdrawn w
    where w.ctid = any (array(
      select t.ctid
      from (select c.* from awa_store.claim c where c.lane = v_lane order by c.turn desc limit 1) c
      cross join lateral (
        select t.ctid
        from awa_store.withdrawn t
        where t.lane = v_lane and t.xid <= greatest(c.prev_xmax, c.pos_xid)
          and awa_store.consumed(t.xid, t.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)
        order by t.xid, t.seq
        limit v_left
        for update skip locked
      ) t));
    get diagnostics v_count = row_count;
    v_left := v_left - v_count;
  end loop;
  return forget_withdrawn.max_rows - v_left;
end
$$;

call awa_store.publish('awa_store.forget_withdrawn');
$awa_script$),
('functions/private/R__store_free_keys.sql', null, 'store free keys', 1911351239, $awa_script$
-- What becomes of the unique keys of jobs that ended in the given state: given up, or, if a key holds in that state too, kept
-- as long as the job is and until its window ends. Skips a key that another transaction is taking over: a settle never
-- waits for a producer. If that producer rolls back, the key stays with an ended job, and the next insert looks at that.
create or replace function awa_store.free_keys(job_ids bigint[], state text)
returns void
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_keeps boolean;
begin
  with held as materialized (
    select u.unique_key, free_keys.state = any (u.states) as stays
    from awa_store.unique_claim u
    where u.job_id = any (free_keys.job_ids)
    for update skip locked
  ),
  given_up as (
    delete from awa_store.unique_claim u where u.unique_key = any (array(select h.unique_key from held h where not h.stays))
  )
  select bool_or(h.stays) into v_keeps from held h;
  if v_keeps then
    update awa_store.unique_claim u
    set ended_state = free_keys.state,
      held_until = greatest(
        u.window_end,
        awa_store.clock() + (
          select awa_store.keep(j.queue, free_keys.state, j.options)
          from (
            select r.queue, r.options from awa_store.ready r where r.job_id = u.job_id
            union all
            select e.queue, e.options from awa_store.ended e where e.job_id = u.job_id
            limit 1
          ) j))
    where u.unique_key = any (array(
      select h.unique_key
      from awa_store.unique_claim h
      where h.job_id = any (free_keys.job_ids) and free_keys.state = any (h.states)
      for update skip locked));
  end if;
end
$$;

call awa_store.publish('awa_store.free_keys');
$awa_script$),
('functions/private/R__store_guard.sql', null, 'store guard', -1287212492, $awa_script$
-- Looks at the next entries of a lane's window before they are handed out, up to max_jobs jobs, and moves aside what may not start: a
-- job that should have started before now ends as cancelled; one whose concurrency key has no place left, or has others waiting for
-- one, is blocked. A job that may start takes a place.
-- Returns what it moved, by seq, for the caller to pass; how many entries it looked at, withdrawn and moved ones among them; and
-- whether it left off before an entry: at most max_moves are moved.
-- Only for who has the lane's turn. Locks: see take_place.
create or replace function awa_store.guard(
  lane bigint,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint,
  max_jobs int,
  max_moves int
)
returns table (moved bigint[], entries int, left_off boolean)
rows 1
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_entry record;
  v_key text;
  v_left int := guard.max_jobs;
begin
  moved := '{}';
  entries := 0;
  left_off := false;
  for v_entry in
    select
      e.seq, e.job_id, e.options,
      exists (select from awa_store.withdrawn t where t.lane = guard.lane and t.xid = e.xid and t.seq = e.seq) as is_gone
    from awa_store.window_ranges(guard.prev_xmax, guard.late, guard.cur, guard.pos_xid, guard.pos_seq) w
    cross join lateral (
      select r.xid, r.seq, r.job_id, r.options
      from awa_store.ready r
      where r.lane = guard.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
        and pg_visible_in_snapshot(r.xid, guard.cur)
      order by r.xid, r.seq
      limit guard.max_jobs + 1000
    ) e
    limit guard.max_jobs + 1000
  loop
    if not v_entry.is_gone then
      exit when v_left = 0;
      v_key := v_entry.options ->> 'concurrency_key';
      if (v_entry.options ->> 'start_by')::timestamptz <= v_now then
        left_off := cardinality(moved) >= guard.max_moves;
        exit when left_off;
        perform awa_store.bury_cancelled(v_entry.job_id, awa_store.expiry_reason(v_entry.options), false);
        moved := moved || v_entry.seq;
      elsif v_key is null or awa_store.take_place(
        v_entry.job_id, v_key, coalesce((v_entry.options -> 'concurrency_limit')::int, 1))
      then
        v_left := v_left - 1;
      else
        left_off := cardinality(moved) >= guard.max_moves;
        exit when left_off;
        insert into awa_store.deferred (
          job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
          unique_key, tags, metadata, options, progress, errors)
        select
          r.job_id, r.run_at, r.created_at, awa_store.lane_partition(r.lane), awa_store.lane_priority(r.lane), r.attempt,
          r.max_attempts, 'blocked', r.queue, r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options,
          r.progress, r.errors
        from awa_store.ready r
        where r.job_id = v_entry.job_id and r.seq = v_entry.seq;
        moved := moved || v_entry.seq;
      end if;
    end if;
    entries := entries + 1;
  end loop;
  return next;
end
$$;

call awa_store.publish('awa_store.guard');
$awa_script$),
('functions/private/R__store_has_work.sql', null, 'store has work', -2069935200, $awa_script$
-- Whether a claim of the queue would find something: a due job, or an entry beyond the cursor of one of its lanes.
create or replace function awa_store.has_work(queue text)
returns boolean
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_partitions int;
  v_paused boolean;
begin
  select q.partitions_ever, q.paused into v_partitions, v_paused
  from awa_store.queue q
  where q.name = has_work.queue;
  if v_paused then
    return false;
  end if;
  if awa_store.next_due(has_work.queue) <= awa_store.clock() then
    return true;
  end if;
  return exists (
    select
    from generate_series(0, coalesce(v_partitions, 1) - 1) p (partition)
    cross join lateral (
      select awa_store.lane(has_work.queue, p.partition, i) from generate_series(1, 4) i offset 0
    ) l (lane)
    left join lateral (
      select c.* from awa_store.claim c where c.lane = l.lane order by c.turn desc limit 1
    ) c on true
    cross join lateral awa_store.lane_peek(l.lane, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq) k);
end
$$;

call awa_store.publish('awa_store.has_work');
$awa_script$),
('functions/private/R__store_hold_key.sql', null, 'store hold key', 1887722959, $awa_script$
-- Takes a unique key for a new job, or tells who holds it: null if the new job has it now, else the holder's id.
-- A key whose holder does not hold it any more is taken over. Waits for a transaction that is just taking or giving up the same
-- key, for nothing else; a holder is read, not locked, so that its worker never waits for us.
create or replace function awa_store.hold_key(unique_key bytea, job_id bigint, states text[], window_end timestamptz)
returns bigint
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_holder record;
begin
  loop
    insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
    values (hold_key.unique_key, hold_key.job_id, hold_key.states, hold_key.window_end)
    on conflict do nothing;
    if found then
      return null;
    end if;
    select h.* into v_holder from awa_store.key_holder(hold_key.unique_key) h;
    continue when not found;
    if v_holder.holds then
      return v_holder.job_id;
    end if;
    update awa_store.unique_claim u
    set job_id = hold_key.job_id, states = hold_key.states, window_end = hold_key.window_end, ended_state = null,
      held_until = null
    where u.unique_key = hold_key.unique_key and u.job_id = v_holder.job_id;
    if found then
      return null;
    end if;
  end loop;
end
$$;

call awa_store.publish('awa_store.hold_key');
$awa_script$),
('functions/private/R__store_insert_any.sql', null, 'store insert any', -1309367225, $awa_script$
-- insert_job for whatever is not plain: with a unique key, a time to come, options, a queue with partitions, or a fault.
-- Errors: those of insert_job.
create or replace function awa_store.insert_any(
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  unique_by jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  opts jsonb
)
returns table (
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_args jsonb := coalesce(args, '{}');
  v_priority int := coalesce(priority, 2);
  v_max_attempts int := coalesce(max_attempts, 25);
  v_metadata jsonb := coalesce(metadata, '{}');
  v_options jsonb := awa_store.job_options(opts);
  v_fault text;
  v_key record;
  v_holder bigint;
begin
  queue_name := coalesce(queue, 'default');
  due_at := coalesce(run_at, v_now);
  v_fault := awa_store.job_fault(
    kind, v_args, queue_name, v_priority, due_at, v_max_attempts, ordering_key, tags, v_metadata);
  if v_fault is not null then
    perform awa_store.raise_job_fault(
      v_fault, kind, v_args, queue_name, v_priority, due_at, v_max_attempts, ordering_key, tags, v_metadata);
  end if;
  if opts ->> 'traceparent' is not null then
    v_metadata := v_metadata || awa_store.trace(opts -> 'traceparent');
  end if;
  if awa_store.option_boolean(opts, 'validate') then
    perform awa_store.check_args(kind, v_args);
  end if;
  perform awa_store.check_limits(queue_name, v_args, ordering_key, tags, v_metadata, unique_by ->> 'key');
  id := nextval('awa_store.entry_seq');

  if unique_by is not null and unique_by <> 'null' then
    select * into v_key from awa_store.key_parts(unique_by, kind, queue_name, v_args, due_at);
    unique_key := v_key.unique_key;
    if v_key.on_conflict in ('replace', 'keep_earliest') and opts ->> 'parents' is not null then
      raise exception using
        errcode = 'AW001',
        message = format('parents %s do not go with on_conflict %s', left(opts ->> 'parents', 100), v_key.on_conflict),
        hint = 'A job that is replaced goes on to wait for the parents that it has.';
    end if;
    loop
      v_holder := awa_store.hold_key(unique_key, id, v_key.states, v_key.window_end);
      exit when v_holder is null;
      if v_key.on_conflict = 'raise' then
        raise exception using
          errcode = 'AW004',
          message = format('job %s holds the unique key %s', v_holder, encode(unique_key, 'hex')),
          hint = 'Use on_conflict = existing to get that job instead of an error.';
      end if;
      if v_key.on_conflict = 'existing' then
        return query
        select h.id, 'existing', h.state, h.queue, h.partition, h.run_at, unique_key, false
        from awa_store.brief(v_holder) h;
      else
        return query
        select r.*, unique_key, false
        from awa_store.replace_waiting(
          v_holder, due_at, v_key.on_conflict = 'keep_earliest', v_priority, v_max_attempts, queue_name, v_args,
          ordering_key, tags, v_metadata, v_options) r;
      end if;
      if found then
        return;
      end if;
      -- The holder's history may be gone before the window of its key ends.
      return query
      select u.job_id, 'existing', u.ended_state, null::text, null::int, null::timestamptz, u.unique_key, false
      from awa_store.unique_claim u
      where u.unique_key = v_key.unique_key and u.job_id = v_holder and u.held_until > awa_store.clock();
      if found then
        return;
      end if;
    end loop;
  end if;

  queue_full := awa_store.check_room(queue_name);
  state := case when due_at <= v_now then 'available' else 'scheduled' end;
  if opts ->> 'parents' is not null and awa_store.add_parents(id, opts -> 'parents') then
    state := 'pending';
  end if;
  partition := awa_store.enter(
    state, id, id, due_at, v_now, v_priority, 1, v_max_attempts, queue_name, kind, v_args, ordering_key, unique_key,
    nullif(tags, '{}'), nullif(v_metadata, '{}'), v_options, null, null);
  outcome := 'inserted';
  return next;
end
$$;

call awa_store.publish('awa_store.insert_any');
$awa_script$),
('functions/private/R__store_insert_one_by_one.sql', null, 'store insert one by one', 1041988141, $awa_script$
-- insert_jobs for an array that holds a job that is not sound, to say which and why, or one with options that take more
-- than one row.
-- Errors: those of insert_job, with the position in the message.
create or replace function awa_store.insert_one_by_one(jobs jsonb)
returns table (
  ordinal int,
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_job record;
  v_priority int;
  v_run_at timestamptz;
  v_max_attempts int;
  v_tags text[];
  v_place text;
  v_message text;
  v_hint text;
begin
  for v_job in select e.job, e.n from jsonb_array_elements(jobs) with ordinality e (job, n) loop
    v_place := '';
    perform awa_store.check_job_keys(v_job.job, v_job.n);
    v_priority := awa_store.job_integer(v_job.job -> 'priority', 'priority', v_job.n);
    v_run_at := awa_store.job_time(v_job.job -> 'run_at', v_job.n);
    v_max_attempts := awa_store.job_integer(v_job.job -> 'max_attempts', 'max_attempts', v_job.n);
    v_tags := awa_store.job_tags(v_job.job -> 'tags', v_job.n);
    v_place := format('job %s: ', v_job.n);
    return query
    select v_job.n::int, i.*
    from awa_store.insert_any(
      kind => v_job.job ->> 'kind',
      args => nullif(v_job.job -> 'args', 'null'),
      queue => v_job.job ->> 'queue',
      priority => v_priority,
      run_at => v_run_at,
      max_attempts => v_max_attempts,
      unique_by => v_job.job -> 'unique_by',
      ordering_key => v_job.job ->> 'ordering_key',
      tags => v_tags,
      metadata => nullif(v_job.job -> 'metadata', 'null'),
      opts => nullif(v_job.job -> 'opts', 'null')) i;
  end loop;
exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW004' or sqlstate 'AW008'
  or sqlstate 'AW009' or sqlstate 'AW010' or sqlstate 'AW011'
then
  get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
  raise exception using errcode = sqlstate, message = v_place || v_message, hint = v_hint;
end
$$;

call awa_store.publish('awa_store.insert_one_by_one');
$awa_script$),
('functions/private/R__store_insert_unique.sql', null, 'store insert unique', -1046329199, $awa_script$
-- insert_jobs for an array of sound jobs with unique keys among them: the keys that are free are taken in one statement, in
-- their order, so that two arrays do not wait for each other in a circle; jobs whose key is held go one by one.
-- No row if a job is not sound.
-- Errors: those of insert_job.
create or replace function awa_store.insert_unique(jobs jsonb)
returns table (
  ordinal int,
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_slot smallint;
  v_configured text[];
  v_job record;
begin
  select g.current_slot, g.configured into v_slot, v_configured from awa_store.ring g;
  for v_job in
    with given as materialized (
      select
        j.*,
        case
          when j.queue <> all (v_configured) then 0
          else coalesce(
            (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue), 0)
        end as partition
      from (
        select nextval('awa_store.entry_seq') as id, r.*
        from awa_store.read_jobs(insert_unique.jobs, v_now, v_configured) r
        offset 0
      ) j
    ),
    keyed as materialized (
      select g.*, k.unique_key, k.states, k.window_end
      from given g
      left join lateral awa_store.key_parts(g.unique_by, g.kind, g.queue, g.args, g.run_at) k on g.unique_by is not null
      where (select bool_and(is_sound) from given)
    ),
    held as (
      insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
      select distinct on (k.unique_key) k.unique_key, k.id, k.states, k.window_end
      from keyed k
      where k.unique_key is not null
      order by k.unique_key, k.ordinal
      on conflict do nothing
      returning job_id
    ),
    found as materialized (
      select k.*, k.unique_key is null or k.id in (select h.job_id from held h) as is_new from keyed k
    ),
    entered as (
      insert into awa_store.ready (
        seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key, tags,
        metadata, options)
      select
        f.id, f.id, awa_store.lane(f.queue, f.partition, f.priority), f.run_at, v_now, v_slot, 1, f.max_attempts, f.queue,
        f.kind, f.args, f.ordering_key, f.unique_key, nullif(f.tags, '{}'), nullif(f.metadata, '{}'),
        case when f.opts is not null then awa_store.job_options(f.opts) end
      from found f
      where f.is_new and f.run_at <= v_now
    ),
    deferred as (
      insert into awa_store.deferred (
        job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
        unique_key, tags, metadata, options)
      select
        f.id, f.run_at, v_now, f.partition, f.priority, 1, f.max_attempts, 'scheduled', f.queue, f.kind, f.args,
        f.ordering_key, f.unique_key, nullif(f.tags, '{}'), nullif(f.metadata, '{}'), awa_store.job_options(f.opts)
      from found f
      where f.is_new and f.run_at > v_now
    )
    select f.* from found f order by f.ordinal
  loop
    if v_job.is_new then
      ordinal := v_job.ordinal;
      id := v_job.id;
      outcome := 'inserted';
      state := case when v_job.run_at <= v_now then 'available' else 'scheduled' end;
      queue_name := v_job.queue;
      partition := v_job.partition;
      due_at := v_job.run_at;
      unique_key := v_job.unique_key;
      queue_full := v_job.queue = any (v_configured) and awa_store.check_room(v_job.queue);
      return next;
    else
      return query
      select v_job.ordinal, i.*
      from awa_store.insert_any(
        v_job.kind, v_job.args, v_job.queue, v_job.priority, v_job.run_at, v_job.max_attempts, v_job.unique_by,
        v_job.ordering_key, v_job.tags, v_job.metadata, v_job.opts) i;
    end if;
  end loop;
end
$$;

call awa_store.publish('awa_store.insert_unique');
$awa_script$),
('functions/private/R__store_job_fault.sql', null, 'store job fault', 34503123, $awa_script$
-- What is wrong with a job to be inserted: null, or a word that raise_job_fault explains. One expression without texts,
-- so that the planner inlines it and a single insert does not set up messages that it never needs.
create or replace function awa_store.job_fault(
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  ordering_key text,
  tags text[],
  metadata jsonb
)
returns text
language sql
stable
as $$
  select case
    when coalesce(kind, '') = '' then 'kind empty'
    when length(kind) > 200 then 'kind long'
    when queue = '' then 'queue empty'
    when length(queue) > 200 then 'queue long'
    when priority < 1 or priority > 4 then 'priority'
    when max_attempts < 1 or max_attempts > 1000 then 'max_attempts'
    when run_at not between '0001-01-01 00:00:00+00' and '9999-12-31 23:59:59+00' then 'run_at'
    when ordering_key = '' then 'ordering_key empty'
    when octet_length(ordering_key) > 500 then 'ordering_key long'
    when pg_column_size(args) > 1048576 then 'args large'
    when jsonb_typeof(metadata) <> 'object' then 'metadata type'
    when pg_column_size(metadata) > 65536 then 'metadata large'
    when array_ndims(tags) > 1 then 'tags nested'
    when cardinality(tags) > 20 then 'tags many'
    when octet_length(array_to_string(tags, '')) > 4096 then 'tags long'
    when tags <> '{}' and (array_position(tags, null) is not null or array_position(tags, '') is not null) then 'tag empty'
  end;
$$;

-- Whether a job that is due is sound, in so few checks that most jobs are told in no time; false means: ask job_fault.
create or replace function awa_store.surely_sound(
  kind text,
  args jsonb,
  queue text,
  priority int,
  max_attempts int,
  ordering_key text,
  tags text[],
  metadata jsonb
)
returns boolean
language sql
stable
as $$
  select octet_length(kind) between 1 and 200 and octet_length(queue) between 1 and 200 and priority between 1 and 4
    and max_attempts between 1 and 1000 and pg_column_size(args) <= 1048576 and tags = '{}' and metadata = '{}'
    and (ordering_key is null or octet_length(ordering_key) between 1 and 500);
$$;

call awa_store.publish('awa_store.job_fault');
call awa_store.publish('awa_store.surely_sound');
$awa_script$),
('functions/private/R__store_job_fields.sql', null, 'store job fields', 1537096642, $awa_script$
-- Reading the fields of a job that is an element of a JSON array; place is its position, counted from 1.
-- Errors: AW001 and AW002, naming position and value.

create or replace function awa_store.job_fields()
returns text[]
language sql
immutable
as $$
  select '{kind,args,queue,priority,run_at,max_attempts,unique_by,ordering_key,tags,metadata,opts}'::text[];
$$;

create or replace function awa_store.is_integer(value jsonb)
returns boolean
language sql
immutable
as $$
  select case
    when jsonb_typeof(value) = 'number' then trunc(value::numeric) = value::numeric and abs(value::numeric) < 1000000000
    else false
  end;
$$;

create or replace function awa_store.time_or_null(value jsonb)
returns timestamptz
language plpgsql
stable
as $$
begin
  -- With an offset: without one the meaning would depend on the session.
  return case
    when value #>> '{}' ~ '^[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+ ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'
      then (value #>> '{}')::timestamptz
  end;
exception when data_exception then
  return null;
end
$$;

create or replace function awa_store.job_options_sound(opts jsonb)
returns boolean
language plpgsql
stable
as $$
begin
  perform awa_store.job_options(opts);
  return true;
exception when sqlstate 'AW001' or sqlstate 'AW002' then
  return false;
end
$$;

-- Whether the configuration of a queue lets a job in; if not, check_limits and check_room say why.
create or replace function awa_store.within_limits(queue text, args jsonb, ordering_key text, tags text[], metadata jsonb)
returns boolean
language sql
stable
as $$
  select coalesce(
    (
      select
        not coalesce(pg_column_size(args) > q.max_args_bytes, false)
        and not coalesce(pg_column_size(metadata) > q.max_metadata_bytes, false)
        and not coalesce(octet_length(array_to_string(tags, '')) > q.max_tags_bytes, false)
        and not coalesce(octet_length(ordering_key) > q.max_key_bytes, false)
        and not (q.is_full and q.on_full = 'refuse')
      from awa_store.queue q
      where q.name = queue
    ),
    true);
$$;

create or replace function awa_store.job_integer(value jsonb, field text, place bigint)
returns int
language plpgsql
immutable
as $$
begin
  if value is null or value = 'null' then
    return null;
  end if;
  if awa_store.is_integer(value) then
    return value::int;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('job %s: %s must be a whole number, not %s', place, field, left(value::text, 100)),
    hint = 'Pass a JSON number, or leave it out.';
end
$$;

create or replace function awa_store.job_time(value jsonb, place bigint)
returns timestamptz
language plpgsql
stable
as $$
begin
  if value is null or value = 'null' then
    return null;
  end if;
  if awa_store.time_or_null(value) is not null then
    return awa_store.time_or_null(value);
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('job %s: run_at must be a time, not %s', place, left(value::text, 100)),
    hint = 'Write it as ISO 8601 with an offset: "2030-01-31T08:00:00Z".';
end
$$;

create or replace function awa_store.job_tags(value jsonb, place bigint)
returns text[]
language plpgsql
immutable
as $$
begin
  if value is null or value = 'null' then
    return '{}';
  end if;
  if jsonb_typeof(value) = 'array' and not value @? 'strict $[*] ? (@.type() != "string")' then
    return array(select jsonb_array_elements_text(value));
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('job %s: tags must be a list of texts, not %s', place, left(value::text, 100)),
    hint = 'As in ["first", "second"].';
end
$$;

create or replace function awa_store.check_job_keys(job jsonb, place bigint)
returns void
language plpgsql
immutable
as $$
declare
  v_rest jsonb;
  v_field text;
begin
  if jsonb_typeof(job) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('job %s must be a JSON object, not %s', place, left(job::text, 100)),
      hint = 'As in {"kind": "send_email", "args": {"to": "a@example.com"}}.';
  end if;
  v_rest := job - awa_store.job_fields();
  if v_rest <> '{}' then
    raise exception using
      errcode = 'AW002',
      message = format('job %s: unknown field %s', place, (select to_jsonb(k) from jsonb_object_keys(v_rest) k limit 1)),
      hint = 'Known fields are the arguments of insert_job.';
  end if;
  select f into v_field
  from unnest(array['kind', 'queue', 'ordering_key']) f
  where coalesce(jsonb_typeof(job -> f), 'null') not in ('string', 'null')
  limit 1;
  if found then
    raise exception using
      errcode = 'AW001',
      message = format('job %s: %s must be a text, not %s', place, v_field, left((job -> v_field)::text, 100)),
      hint = 'Write it as a JSON string.';
  end if;
end
$$;

call awa_store.publish('awa_store.job_fields');
call awa_store.publish('awa_store.is_integer');
call awa_store.publish('awa_store.time_or_null');
call awa_store.publish('awa_store.job_options_sound');
call awa_store.publish('awa_store.within_limits');
call awa_store.publish('awa_store.job_integer');
call awa_store.publish('awa_store.job_time');
call awa_store.publish('awa_store.job_tags');
call awa_store.publish('awa_store.check_job_keys');
$awa_script$),
('functions/private/R__store_job_options.sql', null, 'store job options', -614272075, $awa_script$
-- Reads the opts of a job: the options that it is stored with, null if there are none; start_by as a time. parents, traceparent
-- and validate are accepted here and read by insert_any.
-- Errors: AW001, AW002.
create or replace function awa_store.job_options(opts jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
  v_start_by timestamptz;
begin
  if opts is null or opts = '{}' or opts = 'null' then
    return null;
  end if;
  perform awa_store.check_options(
    opts, 'timeout', 'backoff', 'start_by', 'keep', 'concurrency_key', 'concurrency_limit', 'parents', 'on_parent_failure',
    'traceparent', 'validate');
  perform awa_store.option_interval(opts, 'timeout');
  perform awa_store.option_interval(opts, 'keep');
  perform awa_store.check_backoff(opts -> 'backoff');
  if opts ->> 'start_by' is not null then
    v_start_by := awa_store.time_or_null(opts -> 'start_by');
    if v_start_by is null then
      begin
        v_start_by := awa_store.clock() + awa_store.option_interval(opts, 'start_by');
      exception when sqlstate 'AW001' then
        raise exception using
          errcode = 'AW001',
          message = format(
            'start_by must be a time, or an interval above 0 from now, not %s', left(opts ->> 'start_by', 100)),
          hint = 'Write it as "2030-01-31T08:00:00Z" or "15 min".';
      end;
    end if;
  end if;
  if opts ->> 'concurrency_key' is not null and (
    jsonb_typeof(opts -> 'concurrency_key') <> 'string' or length(opts ->> 'concurrency_key') not between 1 and 200)
  then
    raise exception using
      errcode = 'AW001',
      message = format('concurrency_key must be a text of 1 to 200 characters, not %s', left((opts -> 'concurrency_key')::text, 100)),
      hint = 'Leave it out for a job that runs beside all others.';
  end if;
  if opts ->> 'concurrency_limit' is not null then
    if opts ->> 'concurrency_key' is null then
      raise exception using
        errcode = 'AW001',
        message = format('concurrency_limit (%s) limits a concurrency_key, which is missing', left(opts ->> 'concurrency_limit', 100)),
        hint = 'Name the key, or leave both out.';
    end if;
    if not awa_store.is_integer(opts -> 'concurrency_limit') or (opts -> 'concurrency_limit')::numeric not between 1 and 10000 then
      raise exception using
        errcode = 'AW001',
        message = format('concurrency_limit must be 1 to 10000, not %s', left(opts ->> 'concurrency_limit', 100)),
        hint = 'Leave it out for 1: one after the other.';
    end if;
  end if;
  if opts ->> 'on_parent_failure' is not null then
    if opts ->> 'parents' is null then
      raise exception using
        errcode = 'AW001', message = 'on_parent_failure needs parents, which are missing', hint = 'Name them, or leave both out.';
    end if;
    if opts ->> 'on_parent_failure' not in ('cancel', 'run', 'fail') then
      raise exception using
        errcode = 'AW001',
        message = format('on_parent_failure must be cancel, run or fail, not %s', left(opts ->> 'on_parent_failure', 100)),
        hint = 'Leave it out for cancel.';
    end if;
  end if;
  return nullif(
    jsonb_strip_nulls(
      jsonb_build_object(
        'timeout', opts -> 'timeout', 'backoff', opts -> 'backoff', 'start_by', v_start_by, 'keep', opts -> 'keep',
        'concurrency_key', opts -> 'concurrency_key',
        'concurrency_limit', (nullif(opts -> 'concurrency_limit', 'null'))::int,
        'on_parent_failure', opts -> 'on_parent_failure')),
    '{}');
end
$$;

-- Checks the backoff policy of a job.
-- Errors: AW001, AW002.
create or replace function awa_store.check_backoff(backoff jsonb)
returns void
language plpgsql
immutable
as $$
declare
  v_key text;
begin
  if backoff is null or backoff = 'null' then
    return;
  end if;
  if jsonb_typeof(backoff) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('backoff must be a JSON object, not %s', left(backoff::text, 100)),
      hint = 'As in {"kind": "fixed", "base": "10 s"}.';
  end if;
  select k into v_key from jsonb_object_keys(backoff) k where k <> all (array['kind', 'base', 'max', 'jitter']) limit 1;
  if found then
    raise exception using
      errcode = 'AW002',
      message = format('unknown key %s in backoff', to_jsonb(v_key)),
      hint = 'Known keys: kind, base, max, jitter.';
  end if;
  if coalesce(backoff ->> 'kind', 'exponential') not in ('exponential', 'linear', 'fixed') then
    raise exception using
      errcode = 'AW001',
      message = format('backoff kind must be exponential, linear or fixed, not %s', left(backoff ->> 'kind', 100)),
      hint = 'Leave it out for exponential.';
  end if;
  if backoff ->> 'jitter' is not null
    and (jsonb_typeof(backoff -> 'jitter') <> 'number' or not (backoff ->> 'jitter')::numeric between 0 and 1)
  then
    raise exception using
      errcode = 'AW001',
      message = format('backoff jitter must be a number from 0 to 1, not %s', left(backoff ->> 'jitter', 100)),
      hint = 'Leave it out for 0.25.';
  end if;
  perform awa_store.option_interval(backoff, 'base');
  perform awa_store.option_interval(backoff, 'max');
end
$$;

-- The metadata that carries a W3C trace context.
-- Errors: AW001.
create or replace function awa_store.trace(traceparent jsonb)
returns jsonb
language plpgsql
immutable
as $$
begin
  if jsonb_typeof(traceparent) <> 'string'
    or traceparent #>> '{}' !~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$'
  then
    raise exception using
      errcode = 'AW001',
      message = format('traceparent must be as W3C Trace Context writes it, not %s', left(traceparent::text, 100)),
      hint = 'As in 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.';
  end if;
  return jsonb_build_object('traceparent', traceparent);
end
$$;

call awa_store.publish('awa_store.job_options');
call awa_store.publish('awa_store.trace');
call awa_store.publish('awa_store.check_backoff');
$awa_script$),
('functions/private/R__store_json_schema.sql', null, 'store json schema', 1081110000, $awa_script$
-- JSON Schema, as much of draft 2020-12 as says what args look like. A keyword that is not known is refused, so that no schema
-- promises what nobody checks. pattern is a regular expression of PostgreSQL.

-- What is wrong with a schema: null, or a sentence. at: where it stands in the whole, as a JSON pointer.
create or replace function awa_store.schema_fault(schema jsonb, root jsonb, at text default '', depth int default 0)
returns text
language plpgsql
immutable
as $$
declare
  v_key text;
  v_value jsonb;
  v_type text;
  v_fault text;
begin
  if depth > 64 then
    return format('%s is nested deeper than 64 schemas', left(at, 100));
  end if;
  if jsonb_typeof(schema) = 'boolean' then
    return null;
  end if;
  if jsonb_typeof(schema) <> 'object' then
    return format('%s must be a schema, not %s', coalesce(nullif(at, ''), 'args_schema'), left(schema::text, 100));
  end if;
  for v_key, v_value in select e.key, e.value from jsonb_each(schema) e order by e.key collate "C" loop
    v_type := jsonb_typeof(v_value);
    v_fault := null;
    case
      when v_key in ('title', 'description', '$comment', '$schema', '$id', 'format') then
        v_fault := case when v_type <> 'string' then 'a text' end;
      when v_key in ('default', 'examples', 'const', 'deprecated') then
        null;
      when v_key = 'type' then
        v_fault := case
          when not (v_type in ('string', 'array'))
            or v_value = '[]'
            or exists (
              select
              from jsonb_array_elements_text(case v_type when 'array' then v_value else jsonb_build_array(v_value) end) t
              where t is null
                or t <> all ('{"null",boolean,object,array,number,integer,string}'::text[]))
          then 'null, boolean, object, array, number, integer or string, or a list of them'
        end;
      when v_key = 'enum' then
        v_fault := case when v_type <> 'array' or v_value = '[]' then 'a list of values' end;
      when v_key = 'required' then
        v_fault := case
          when v_type <> 'array' or exists (select from jsonb_array_elements(v_value) r where jsonb_typeof(r) <> 'string')
          then 'a list of names'
        end;
      when v_key in ('minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties') then
        v_fault := case when not awa_store.is_integer(v_value) or v_value < '0' then 'a whole number, 0 or more' end;
      when v_key in ('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum') then
        v_fault := case when v_type <> 'number' then 'a number' end;
      when v_key = 'multipleOf' then
        v_fault := case when v_type <> 'number' or v_value <= '0' then 'a number above 0' end;
      when v_key = 'uniqueItems' then
        v_fault := case when v_type <> 'boolean' then 'true or false' end;
      when v_key = 'pattern' then
        begin
          v_fault := case when v_type <> 'string' or '' ~ (v_value #>> '{}') is null then 'a regular expression' end;
        exception when invalid_regular_expression then
          v_fault := 'a regular expression';
        end;
      when v_key = '$ref' then
        v_fault := case
          when v_type <> 'string' or v_value #>> '{}' !~ '^#/\$defs/[^/~]+$'
            or not coalesce(root -> '$defs' ? substr(v_value #>> '{}', 9), false)
          then '#/$defs/ and a name that is defined there'
        end;
      when v_key in ('properties', '$defs') then
        if v_type <> 'object' then
          v_fault := 'an object of schemas';
        else
          select f into v_fault
          from jsonb_each(v_value) e
          cross join lateral awa_store.schema_fault(e.value, root, at || '/' || v_key || '/' || e.key, depth + 1) f
          where f is not null
          limit 1;
          if v_fault is not null then
            return v_fault;
          end if;
        end if;
      when v_key in ('items', 'additionalProperties', 'not') then
        v_fault := awa_store.schema_fault(v_value, root, at || '/' || v_key, depth + 1);
        if v_fault is not null then
          return v_fault;
        end if;
      when v_key in ('anyOf', 'oneOf', 'allOf') then
        if v_type <> 'array' or v_value = '[]' then
          v_fault := 'a list of schemas';
        else
          select f into v_fault
          from jsonb_array_elements(v_value) with ordinality e (value, n)
          cross join lateral awa_store.schema_fault(e.value, root, at || '/' || v_key || '/' || (e.n - 1), depth + 1) f
          where f is not null
          limit 1;
          if v_fault is not null then
            return v_fault;
          end if;
        end if;
      else
        return format('%s/%s is a keyword that is not supported', at, v_key);
    end case;
    if v_fault is not null then
      return format('%s/%s must be %s, not %s', at, v_key, v_fault, left(v_value::text, 100));
    end if;
  end loop;
  return null;
end
$$;

-- What of a value does not fit a schema: null, or a sentence. at: where it stands, as a JSON pointer.
create or replace function awa_store.value_fault(value jsonb, schema jsonb, root jsonb, at text default '', depth int default 0)
returns text
language plpgsql
immutable
as $$
#variable_conflict use_variable
declare
  v_type text := jsonb_typeof(value);
  v_place text := case at when '' then 'args' else 'args' || at end;
  v_fault text;
  v_count bigint;
  v_number numeric;
begin
  if depth > 64 then
    return format('%s is nested too deep to be checked', v_place);
  end if;
  if jsonb_typeof(schema) = 'boolean' then
    return case when schema = 'false' then format('%s must not be there', v_place) end;
  end if;
  if schema ? '$ref' then
    v_fault := awa_store.value_fault(value, root -> '$defs' -> substr(schema ->> '$ref', 9), root, at, depth + 1);
    if v_fault is not null then
      return v_fault;
    end if;
  end if;
  if schema ? 'type' and not exists (
    select
    from jsonb_array_elements_text(
      case jsonb_typeof(schema -> 'type') when 'array' then schema -> 'type' else jsonb_build_array(schema -> 'type') end) t
    where t = v_type or t = 'integer' and v_type = 'number' and trunc(value::numeric) = value::numeric)
  then
    return format('%s must be %s, not %s', v_place, replace((schema -> 'type')::text, '"', ''), left(value::text, 100));
  end if;
  if schema ? 'const' and value <> schema -> 'const' then
    return format('%s must be %s, not %s', v_place, schema -> 'const', left(value::text, 100));
  end if;
  if schema ? 'enum' and not exists (select from jsonb_array_elements(schema -> 'enum') e where e = value) then
    return format('%s must be one of %s, not %s', v_place, left((schema -> 'enum')::text, 200), left(value::text, 100));
  end if;

  if v_type = 'string' then
    if length(value #>> '{}') < (schema -> 'minLength')::int or length(value #>> '{}') > (schema -> 'maxLength')::int then
      return format(
        '%s must be %s to %s characters long, not %s', v_place, coalesce(schema ->> 'minLength', '0'),
        coalesce(schema ->> 'maxLength', 'any number of'), length(value #>> '{}'));
    end if;
    if value #>> '{}' !~ (schema ->> 'pattern') then
      return format('%s must match %s, unlike %s', v_place, schema ->> 'pattern', left(value::text, 100));
    end if;
  elsif v_type = 'number' then
    v_number := value::numeric;
    if v_number < (schema ->> 'minimum')::numeric or v_number <= (schema ->> 'exclusiveMinimum')::numeric
      or v_number > (schema ->> 'maximum')::numeric or v_number >= (schema ->> 'exclusiveMaximum')::numeric
      or mod(v_number, (schema ->> 'multipleOf')::numeric) <> 0
    then
      return format(
        '%s is %s, outside of %s', v_place, left(value::text, 100),
        (
          select string_agg(e.key || ' ' || (e.value #>> '{}'), ', ' order by e.key)
          from jsonb_each(schema) e
          where e.key = any ('{minimum,exclusiveMinimum,maximum,exclusiveMaximum,multipleOf}'::text[])));
    end if;
  elsif v_type = 'array' then
    v_count := jsonb_array_length(value);
    if v_count < (schema -> 'minItems')::int or v_count > (schema -> 'maxItems')::int then
      return format(
        '%s must have %s to %s items, not %s', v_place, coalesce(schema ->> 'minItems', '0'),
        coalesce(schema ->> 'maxItems', 'any number of'), v_count);
    end if;
    if schema -> 'uniqueItems' = 'true' and v_count <> (select count(distinct e) from jsonb_array_elements(value) e) then
      return format('%s must not have equal items', v_place);
    end if;
    if schema ? 'items' then
      select f into v_fault
      from jsonb_array_elements(value) with ordinality e (item, n)
      cross join lateral awa_store.value_fault(e.item, schema -> 'items', root, at || '/' || (e.n - 1), depth + 1) f
      where f is not null
      order by e.n
      limit 1;
      if v_fault is not null then
        return v_fault;
      end if;
    end if;
  elsif v_type = 'object' then
    select format('%s must have %s', v_place, to_jsonb(r)) into v_fault
    from jsonb_array_elements_text(coalesce(schema -> 'required', '[]')) r
    where not value ? r
    limit 1;
    if v_fault is not null then
      return v_fault;
    end if;
    v_count := (select count(*) from jsonb_object_keys(value));
    if v_count < (schema -> 'minProperties')::int or v_count > (schema -> 'maxProperties')::int then
      return format(
        '%s must have %s to %s fields, not %s', v_place, coalesce(schema ->> 'minProperties', '0'),
        coalesce(schema ->> 'maxProperties', 'any number of'), v_count);
    end if;
    select f into v_fault
    from jsonb_each(value) e
    cross join lateral awa_store.value_fault(
      e.value, coalesce(schema -> 'properties' -> e.key, schema -> 'additionalProperties', 'true'), root, at || '/' || e.key,
      depth + 1) f
    where f is not null
    order by e.key collate "C"
    limit 1;
    if v_fault is not null then
      return v_fault;
    end if;
  end if;

  select f into v_fault
  from jsonb_array_elements(coalesce(schema -> 'allOf', '[]')) s
  cross join lateral awa_store.value_fault(value, s, root, at, depth + 1) f
  where f is not null
  limit 1;
  if v_fault is not null then
    return v_fault;
  end if;
  if schema ? 'anyOf' and not exists (
    select from jsonb_array_elements(schema -> 'anyOf') s where awa_store.value_fault(value, s, root, at, depth + 1) is null)
  then
    return format('%s fits none of anyOf: %s', v_place, left(value::text, 100));
  end if;
  if schema ? 'oneOf' and (
    select count(*) filter (where awa_store.value_fault(value, s, root, at, depth + 1) is null) <> 1
    from jsonb_array_elements(schema -> 'oneOf') s)
  then
    return format('%s must fit exactly one of oneOf: %s', v_place, left(value::text, 100));
  end if;
  if schema ? 'not' and awa_store.value_fault(value, schema -> 'not', root, at, depth + 1) is null then
    return format('%s fits what it must not: %s', v_place, left(value::text, 100));
  end if;
  return null;
end
$$;

-- Refuses args that do not fit the schema of their kind.
-- Errors: AW011, also if the kind has no schema.
create or replace function awa_store.check_args(kind text, args jsonb)
returns void
language plpgsql
stable
as $$
declare
  v_schema jsonb := (select k.args_schema from awa_store.kind k where k.name = check_args.kind);
  v_fault text;
begin
  if v_schema is null then
    raise exception using
      errcode = 'AW011',
      message = format('args of kind %s cannot be validated, since no schema describes them', check_args.kind),
      hint = 'Call awa.describe_kind, or leave validate out.';
  end if;
  v_fault := awa_store.value_fault(check_args.args, v_schema, v_schema);
  if v_fault is not null then
    raise exception using
      errcode = 'AW011',
      message = format('kind %s: %s', check_args.kind, v_fault),
      hint = 'View awa.kinds has the schema of each kind.';
  end if;
end
$$;

call awa_store.publish('awa_store.schema_fault');
call awa_store.publish('awa_store.value_fault');
call awa_store.publish('awa_store.check_args');
$awa_script$),
('functions/private/R__store_keep.sql', null, 'store keep', -368164980, $awa_script$
-- How long a job of a queue with these options is kept after it has ended in the given state.
create or replace function awa_store.keep(queue text, state text, options jsonb default null)
returns interval
language sql
stable
as $$
  select coalesce(
    (keep.options ->> 'keep')::interval,
    case keep.state
      when 'completed' then coalesce(q.keep_completed, s.keep_completed)
      when 'failed' then coalesce(q.keep_failed, s.keep_failed)
      when 'cancelled' then coalesce(q.keep_cancelled, s.keep_cancelled)
    end)
  from awa_store.settings s
  left join awa_store.queue q on q.name = keep.queue;
$$;

call awa_store.publish('awa_store.keep');
$awa_script$),
('functions/private/R__store_key_holder.sql', null, 'store key holder', 701933194, $awa_script$
-- Who has a unique key: the job, the state that it ended in (null while it is open), and whether it holds the key: in a state
-- that it does not hold in, or after its time beyond the end, it does not any more. No row if nobody has it.
create or replace function awa_store.key_holder(unique_key bytea)
returns table (job_id bigint, ended_state text, holds boolean)
rows 1
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_claim awa_store.unique_claim;
  v_state text;
begin
  select u.* into v_claim from awa_store.unique_claim u where u.unique_key = key_holder.unique_key;
  if not found then
    return;
  end if;
  job_id := v_claim.job_id;
  ended_state := v_claim.ended_state;
  if ended_state is not null then
    holds := v_claim.held_until > awa_store.clock();
  else
    select l.state into v_state from awa_store.locate(job_id) l;
    -- One that waits for a place of its concurrency key was available when it was inserted.
    holds := coalesce(
      v_state = any (v_claim.states) or v_state = 'blocked' and 'available' = any (v_claim.states), false);
  end if;
  return next;
end
$$;

call awa_store.publish('awa_store.key_holder');
$awa_script$),
('functions/private/R__store_key_parts.sql', null, 'store key parts', 379131196, $awa_script$
-- Reads unique_by: the key it stands for, the states it holds in, what to do when it is held, and the end of its window.
-- Errors: AW001, AW002.
create or replace function awa_store.key_parts(
  unique_by jsonb,
  kind text,
  queue text,
  args jsonb,
  run_at timestamptz
)
returns table (unique_key bytea, states text[], on_conflict text, window_end timestamptz)
language plpgsql
stable
as $$
#variable_conflict use_variable
declare
  v_key text;
  v_args jsonb;
  v_state text;
  v_period interval;
  v_start bigint;
begin
  if jsonb_typeof(unique_by) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('unique_by must be a JSON object, not %s', left(unique_by::text, 100)),
      hint = 'As in {"args": true} or {"key": "order-42"}.';
  end if;
  select k into v_key
  from jsonb_object_keys(unique_by) k
  where k <> all (array['key', 'key_hex', 'args', 'queue', 'period', 'states', 'on_conflict'])
  limit 1;
  if found then
    raise exception using
      errcode = 'AW002',
      message = format('unknown key %s in unique_by', to_jsonb(v_key)),
      hint = 'Known keys: key, key_hex, args, queue, period, states, on_conflict.';
  end if;

  on_conflict := coalesce(unique_by ->> 'on_conflict', 'existing');
  if on_conflict not in ('existing', 'raise', 'replace', 'keep_earliest') then
    raise exception using
      errcode = 'AW001',
      message = format('on_conflict must be existing, raise, replace or keep_earliest, not %s', left(on_conflict, 100)),
      hint = 'Leave it out to get the job that holds the key.';
  end if;

  if unique_by -> 'states' is null or unique_by -> 'states' = 'null' then
    states := '{pending,scheduled,available,blocked,running,retryable,waiting_external}';
  else
    if jsonb_typeof(unique_by -> 'states') <> 'array' or unique_by -> 'states' = '[]' then
      raise exception using
        errcode = 'AW001',
        message = format('unique_by.states must be a list of states, not %s', left((unique_by -> 'states')::text, 100)),
        hint = 'Leave it out for every state before the end.';
    end if;
    states := array(select jsonb_array_elements_text(unique_by -> 'states'));
    select s into v_state
    from unnest(states) s
    where s is null or s <> all (array[
      'pending', 'scheduled', 'available', 'blocked', 'running', 'completed', 'retryable', 'failed', 'cancelled',
      'waiting_external'])
    limit 1;
    if found then
      raise exception using
        errcode = 'AW001',
        message = format('unique_by.states names %s, which is not a state', coalesce(to_jsonb(v_state)::text, 'null')),
        hint = 'States: pending, scheduled, available, blocked, running, completed, retryable, failed, cancelled, waiting_external.';
    end if;
  end if;

  if unique_by ->> 'key_hex' is not null then
    if jsonb_typeof(unique_by -> 'key_hex') <> 'string' or unique_by ->> 'key_hex' !~ '^([0-9A-Fa-f]{2}){1,32}$' then
      raise exception using
        errcode = 'AW001',
        message = format('unique_by.key_hex must be 1 to 32 bytes in hex, not %s', left(unique_by ->> 'key_hex', 100)),
        hint = 'Use key for a key that is text.';
    end if;
    if unique_by ?| array['key', 'args', 'queue', 'period'] then
      raise exception using
        errcode = 'AW001',
        message = 'unique_by.key_hex is the whole key; it does not go with key, args, queue or period',
        hint = 'Name one or the other.';
    end if;
    unique_key := decode(unique_by ->> 'key_hex', 'hex');
    return next;
    return;
  end if;

  if unique_by -> 'key' is not null and unique_by -> 'key' <> 'null' and jsonb_typeof(unique_by -> 'key') <> 'string' then
    raise exception using
      errcode = 'AW001',
      message = format('unique_by.key must be a string, not %s', left((unique_by -> 'key')::text, 100)),
      hint = 'Write the key as text.';
  end if;
  case coalesce(jsonb_typeof(unique_by -> 'args'), 'null')
    when 'null' then
      v_args := null;
    when 'boolean' then
      v_args := case when (unique_by -> 'args')::boolean then args end;
    when 'array' then
      select f into v_key from jsonb_array_elements(unique_by -> 'args') f where jsonb_typeof(f) <> 'string' limit 1;
      if found or jsonb_typeof(args) <> 'object' then
        raise exception using
          errcode = 'AW001',
          message = format(
            'unique_by.args %s needs names of fields, and args that are an object', left((unique_by -> 'args')::text, 100)),
          hint = 'Use true for the whole of args.';
      end if;
      select coalesce(jsonb_object_agg(f.key, f.value), '{}') into v_args
      from jsonb_each(args) f
      where unique_by -> 'args' ? f.key;
    else
      raise exception using
        errcode = 'AW001',
        message = format('unique_by.args must be true or a list of fields, not %s', left((unique_by -> 'args')::text, 100)),
        hint = 'Use true for the whole of args.';
  end case;
  v_period := awa_store.option_interval(unique_by, 'period');
  v_start := awa_store.period_start(v_period, run_at);
  window_end := to_timestamp(v_start + extract(epoch from v_period));
  unique_key := awa.unique_key(
    kind,
    case when awa_store.option_boolean(unique_by, 'queue') then queue end,
    v_args,
    v_start,
    unique_by ->> 'key');
  return next;
end
$$;

call awa_store.publish('awa_store.key_parts');
$awa_script$),
('functions/private/R__store_lane.sql', null, 'store lane', 1415490229, $awa_script$
-- Lanes as numbers: a hash of the queue's name, the partition (0 to 1023) and the priority (1 to 4). Two queues whose
-- hashes are equal in 52 bits could not both be served: claim_jobs refuses by name, see refuse_lane.
create or replace function awa_store.lane(queue text, partition int, priority int)
returns bigint
language sql
immutable
as $$
  select (hashtextextended(queue, 0) & -4096) | (partition << 2) | (priority - 1);
$$;

create or replace function awa_store.lane_partition(lane bigint)
returns int
language sql
immutable
as $$
  select ((lane >> 2) & 1023)::int;
$$;

create or replace function awa_store.lane_priority(lane bigint)
returns int
language sql
immutable
as $$
  select ((lane & 3) + 1)::int;
$$;

create or replace function awa_store.refuse_lane(queue text, lane bigint)
returns text
language plpgsql
immutable
as $$
begin
  raise exception using
    errcode = 'AW001',
    message = format('queue %s has the same hash as another queue with jobs (lane %s)', queue, lane),
    hint = 'Rename one of the two; nothing was claimed.';
end
$$;

call awa_store.publish('awa_store.lane');
call awa_store.publish('awa_store.lane_partition');
call awa_store.publish('awa_store.lane_priority');
call awa_store.publish('awa_store.refuse_lane');
$awa_script$),
('functions/private/R__store_lane_waiting.sql', null, 'store lane waiting', -1303028388, $awa_script$
-- What waits in a lane: how many entries its cursor has not passed, without those that were withdrawn, and when the first
-- one that waits became due, of its ranges the earliest. Counts from the last count of the lane on, if that is ahead
-- of the cursor.
create or replace function awa_store.lane_waiting(lane bigint)
returns table (waiting bigint, waits_since timestamptz)
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_at record;
  v_count awa_store.lane_count;
begin
  -- One snapshot for all of it: the function is stable.
  select c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq, c.taken into v_at
  from awa_store.claim c
  where c.lane = lane_waiting.lane
  order by c.turn desc
  limit 1;
  select n.* into v_count from awa_store.lane_count n where n.lane = lane_waiting.lane;
  if not found or v_count.passed < v_at.taken then
    v_count.prev_xmax := v_at.prev_xmax;
    v_count.late := v_at.late;
    v_count.cur := v_at.cur;
    v_count.pos_xid := v_at.pos_xid;
    v_count.pos_seq := v_at.pos_seq;
    v_count.passed := coalesce(v_at.taken, 0);
  end if;
  select v_count.passed - coalesce(v_at.taken, 0) + sum(e.entries) into waiting
  from awa_store.waiting_ranges(v_count.prev_xmax, v_count.late, v_count.cur, v_count.pos_xid, v_count.pos_seq) w
  cross join lateral (
    select count(*) as entries
    from awa_store.ready r
    where r.lane = lane_waiting.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
  ) e;
  waiting := waiting - (
    select count(*)
    from awa_store.withdrawn w
    where w.lane = lane_waiting.lane
      and awa_store.consumed(w.xid, w.seq, v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) is not true);
  if waiting > 0 then
    select min(f.run_at) into waits_since
    from awa_store.waiting_ranges(v_at.prev_xmax, v_at.late, v_at.cur, v_at.pos_xid, v_at.pos_seq) w
    cross join lateral (
      select r.run_at
      from awa_store.ready r
      where r.lane = lane_waiting.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
        and not exists (
          select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq)
      order by r.xid, r.seq
      limit 1
    ) f;
  end if;
  return next;
end
$$;

call awa_store.publish('awa_store.lane_waiting');
$awa_script$),
('functions/private/R__store_locate.sql', null, 'store locate', 1158317428, $awa_script$
-- Where a job is, from one snapshot: place is deferred, ended, ready (waits in its lane), claim (running or completed),
-- withdrawn (cancelled by this transaction while it waited) or null (unknown, or kept long enough). state is the job's
-- state. For ready and claim, the entry's lane and position; for claim, the claim that holds it and what it came to.
-- Errors: 40001 for a snapshot that the ring has turned away from.
create or replace function awa_store.locate(job_id bigint)
returns table (
  place text,
  state text,
  lane bigint,
  xid xid8,
  seq bigint,
  slot smallint,
  claim_id bigint,
  worker_id uuid,
  claimed_at timestamptz,
  settled_at timestamptz,
  result jsonb
)
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_taken boolean;
  v_queue text;
  v_options jsonb;
  v_is_own boolean;
begin
  select d.state into state from awa_store.deferred d where d.job_id = locate.job_id;
  if found then
    place := 'deferred';
    return next;
    return;
  end if;
  select d.state, d.queue, d.finalized_at, d.options into state, v_queue, settled_at, v_options
  from awa_store.ended d
  where d.job_id = locate.job_id;
  if found then
    if settled_at + awa_store.keep(v_queue, state, v_options) > awa_store.clock() then
      place := 'ended';
    else
      state := null;
    end if;
    return next;
    return;
  end if;
  select r.lane, r.xid, r.seq, r.queue, r.options into lane, xid, seq, v_queue, v_options
  from awa_store.ready r
  where r.job_id = locate.job_id
  order by r.seq desc
  limit 1;
  perform awa_store.refuse_old_snapshot();
  if lane is null then
    return next;
    return;
  end if;

  place := 'ready';
  state := 'available';
  select awa_store.consumed(locate.xid, locate.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq) into v_taken
  from awa_store.claim c
  where c.lane = locate.lane
  order by c.turn desc
  limit 1;
  if not coalesce(v_taken, false) then
    select w.withdrawn_at, w.withdrawn_by = pg_current_xact_id_if_assigned() and w.purpose = 'cancel' into settled_at, v_is_own
    from awa_store.withdrawn w
    where w.lane = locate.lane and w.xid = locate.xid and w.seq = locate.seq;
    if found then
      -- Cancelled by another transaction, or replaced: it would have been found before, were it not forgotten.
      place := case when v_is_own then 'withdrawn' end;
      state := case when v_is_own then 'cancelled' end;
    end if;
    return next;
    return;
  end if;

  place := 'claim';
  select c.claim_id, c.slot, c.worker_id, c.claimed_at into claim_id, slot, worker_id, claimed_at
  from awa_store.claim_of(locate.lane, locate.xid, locate.seq, locate.job_id) c;
  if not found then
    -- Its claim went with its slot: the history of the job is over.
    place := null;
    state := null;
    return next;
    return;
  end if;
  select o.state, o.settled_at, o.results -> (array_position(o.job_ids, locate.job_id) - 1)
  into state, settled_at, result
  from awa_store.outcome o
  where o.claim_id = locate.claim_id and locate.job_id = any (o.job_ids);
  if not found then
    state := 'running';
  elsif state <> 'completed' or settled_at + awa_store.keep(v_queue, state, v_options) <= awa_store.clock() then
    -- Whatever else it came to would have been found before, were it not forgotten.
    place := null;
    state := null;
  end if;
  return next;
end
$$;

call awa_store.publish('awa_store.locate');
$awa_script$),
('functions/private/R__store_locks.sql', null, 'store locks', -132924332, $awa_script$
-- Advisory lock keys of the engine: (class, hash). Equal hashes of different names cost waiting, never correctness.
-- lane: turns of the claimers of one partition; promotion: one promoter per queue; sleep: who waits for a NOTIFY;
-- housekeeping: one tick at a time; claim: who settles jobs of a claim, or writes their progress (shared); concurrency: the
-- places of a concurrency key; child: a pending job, by who ends its parents; deprecated: who notes a call.
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
    when 'child' then 1635213575
    when 'deprecated' then 1635213576
  end;
$$;

-- One key for the priorities of a partition.
create or replace function awa_store.lane_key(lane bigint)
returns int
language sql
immutable
as $$
  select hashint8(lane & -4);
$$;

-- Concurrency keys and children share 2048 locks each, so that one transaction never needs more than the lock table has room for,
-- however many it sees to.
create or replace function awa_store.place_key(concurrency_key text)
returns int
language sql
immutable
as $$
  select hashtext(concurrency_key) & 2047;
$$;

create or replace function awa_store.child_key(child_id bigint)
returns int
language sql
immutable
as $$
  select hashint8(child_id) & 2047;
$$;

create or replace function awa_store.claim_key(claim_id bigint)
returns int
language sql
immutable
as $$
  select (claim_id & 2147483647)::int;
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

-- Takes a lock for a trigger at commit: the first time all that were noted, in one order, so that commits do not wait for each
-- other in a circle: lanes, then concurrency keys, then children. After that, or when it has a key already, a
-- transaction waits for no more of them: false if it cannot have one, and tick will see to it.
-- The settings may be anything, since the caller can set them: they decide who waits, not who has the lock.
create or replace function awa_store.commit_lock(purpose text, key int)
returns boolean
language plpgsql
volatile
as $$
begin
  if not awa_store.waits_no_more() then
    perform pg_advisory_xact_lock(k.class, k.key)
    from (
      select distinct split_part(n, ':', 1)::int as class, split_part(n, ':', 2)::int as key
      from string_to_table(current_setting('awa.commit_locks', true), ',') n
      where n ~ '^16352135[67][0-9]:-?[0-9]{1,10}$'
      order by class, key
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
  select coalesce(current_setting('awa.waits_no_more', true) = pg_current_xact_id()::text, false);
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
call awa_store.publish('awa_store.lane_key');
call awa_store.publish('awa_store.place_key');
call awa_store.publish('awa_store.child_key');
call awa_store.publish('awa_store.claim_key');
$awa_script$),
('functions/private/R__store_look_at_keys.sql', null, 'store look at keys', 1037878724, $awa_script$
-- Gives up, or keeps on, the unique keys of jobs that have ended while another transaction was taking them over, which then rolled
-- back; see free_keys. Looks at the next max_keys keys, around and around.
create or replace function awa_store.look_at_keys(max_keys int)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_key record;
  v_state text;
  v_last bytea := '';
begin
  for v_key in
    select u.unique_key, u.job_id, u.ended_state
    from awa_store.unique_claim u
    where u.unique_key > (select w.seen_key from awa_store.watch w)
    order by u.unique_key
    limit look_at_keys.max_keys
  loop
    v_last := v_key.unique_key;
    continue when v_key.ended_state is not null;
    select l.state into v_state from awa_store.locate(v_key.job_id) l;
    if v_state is null or v_state in ('completed', 'failed', 'cancelled') then
      -- One whose history is over has had its time.
      perform awa_store.free_keys(array[v_key.job_id], coalesce(v_state, 'forgotten'));
    end if;
  end loop;
  update awa_store.watch w set seen_key = v_last where w.seen_key <> v_last;
end
$$;

call awa_store.publish('awa_store.look_at_keys');
$awa_script$),
('functions/private/R__store_next_due.sql', null, 'store next due', 238337389, $awa_script$
-- The earliest run_at among the scheduled and retryable jobs of a queue, searched from its low-water mark; null if none.
create or replace function awa_store.next_due(queue text)
returns timestamptz
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_run_at timestamptz;
begin
  select d.run_at into v_run_at
  from awa_store.deferred d
  where d.queue = next_due.queue and d.state in ('scheduled', 'retryable')
    and d.run_at >= coalesce(
      (select p.low_water from awa_store.promotion p where p.queue = next_due.queue), '-infinity')
  order by d.run_at
  limit 1;
  return v_run_at;
end
$$;

call awa_store.publish('awa_store.next_due');
$awa_script$),
('functions/private/R__store_option_boolean.sql', null, 'store option boolean', -336730464, $awa_script$
-- Reads a boolean from an options object; false where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_boolean(options jsonb, key text, fallback boolean default false)
returns boolean
language plpgsql
immutable
as $$
begin
  if options ->> key is null then
    return fallback;
  end if;
  if jsonb_typeof(options -> key) <> 'boolean' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be true or false, not %s', key, left(options ->> key, 100)),
      hint = 'Pass a JSON boolean.';
  end if;
  return (options -> key)::boolean;
end
$$;

call awa_store.publish('awa_store.option_boolean');
$awa_script$),
('functions/private/R__store_option_integer.sql', null, 'store option integer', 1513788842, $awa_script$
-- Reads a whole number from an options object; null where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_integer(options jsonb, key text, lowest bigint, highest bigint)
returns bigint
language plpgsql
immutable
as $$
begin
  if options ->> key is null then
    return null;
  end if;
  if jsonb_typeof(options -> key) = 'number' then
    if trunc((options -> key)::numeric) = (options -> key)::numeric and (options -> key)::numeric between lowest and highest then
      return (options -> key)::bigint;
    end if;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('%s must be %s to %s, not %s', key, lowest, highest, left(options ->> key, 100)),
    hint = 'Pass a whole number.';
end
$$;

call awa_store.publish('awa_store.option_integer');
$awa_script$),
('functions/private/R__store_option_interval.sql', null, 'store option interval', 1763353102, $awa_script$
-- Reads a positive interval from an options object; null where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_interval(options jsonb, key text)
returns interval
language plpgsql
stable
as $$
declare
  v_value interval;
begin
  if options ->> key is null then
    return null;
  end if;
  begin
    v_value := case when jsonb_typeof(options -> key) in ('string', 'number') then (options ->> key)::interval end;
  exception when data_exception then
    v_value := null;
  end;
  if v_value is null or v_value <= interval '0' or v_value > interval '100 years' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be an interval above 0 and up to 100 years, not %s', key, left(options ->> key, 100)),
      hint = 'Write it as PostgreSQL does: "30 s", "5 min", "1 day".';
  end if;
  return v_value;
end
$$;

call awa_store.publish('awa_store.option_interval');
$awa_script$),
('functions/private/R__store_ordering_bits.sql', null, 'store ordering bits', -1035236111, $awa_script$
-- The ordering hash as the 64 bits of a bigint. bigint arithmetic raises on overflow, so the product with the prime
-- 2^40 + 435 is taken from 32-bit halves.
create or replace function awa_store.ordering_bits(key text)
returns bigint
language plpgsql
immutable
parallel safe
as $$
declare
  v_bytes bytea := convert_to(key, 'UTF8');
  v_hash bigint := -3750763034362895579;
begin
  for i in 0..length(v_bytes) - 1 loop
    v_hash := awa_store.add64(
      awa_store.add64(v_hash << 40, awa_store.multiply64(v_hash, 435)), get_byte(v_bytes, i));
  end loop;
  return v_hash;
end
$$;

call awa_store.publish('awa_store.ordering_bits');
$awa_script$),
('functions/private/R__store_parents.sql', null, 'store parents', -457722319, $awa_script$
-- Jobs that wait for others to end: pending in deferred, with a row in parent for each job that had not ended.

-- Enters what a new job waits for: parents that have completed are left out. True if any is left.
-- Errors: AW001 bad list, AW010 no such job.
create or replace function awa_store.add_parents(child_id bigint, parents jsonb)
returns boolean
language plpgsql
volatile
as $$
declare
  v_parent jsonb;
  v_state text;
  v_count int := 0;
begin
  if jsonb_typeof(parents) <> 'array' or jsonb_array_length(parents) not between 1 and 100 then
    raise exception using
      errcode = 'AW001',
      message = format('parents must be a list of 1 to 100 job ids, not %s', left(parents::text, 100)),
      hint = 'Leave it out for a job that waits for no other.';
  end if;
  for v_parent in select distinct p from jsonb_array_elements(parents) p loop
    -- Text, too: not every language has 64-bit numbers in JSON.
    if jsonb_typeof(v_parent) not in ('number', 'string') or v_parent #>> '{}' !~ '^[0-9]{1,18}$' then
      raise exception using
        errcode = 'AW001', message = format('parents names %s, which is not a job id', left(v_parent::text, 100)),
        hint = 'Pass ids that insert_job returned.';
    end if;
    select l.state into v_state from awa_store.locate((v_parent #>> '{}')::bigint) l;
    if v_state is null then
      raise exception using
        errcode = 'AW010',
        message = format('parent %s is not a job, or was kept long enough', v_parent),
        hint = 'Insert the child while its parents are known; get_job tells.';
    elsif v_state <> 'completed' then
      insert into awa_store.parent (parent_id, child_id) values ((v_parent #>> '{}')::bigint, add_parents.child_id) on conflict do nothing;
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count > 0;
end
$$;

-- Notes that parents have ended; parent_ended sees to their children at commit, to 1000 of them: returns how many. Children beyond
-- that, such as this transaction cannot see and such whose rows tick is looking at are left for tick: a row of parent says so.
create or replace function awa_store.free_children(parent_ids bigint[], state text)
returns int
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_is_blind boolean := current_setting('transaction_isolation') <> 'read committed';
  v_keys int[];
  v_count int := 0;
begin
  if not v_is_blind then
    if not exists (select from awa_store.parent p where p.parent_id = any (free_children.parent_ids)) then
      return 0;
    end if;
    with freed as (
      update awa_store.parent p
      set ended_state = free_children.state
      where p.ctid = any (array(
        select o.ctid
        from awa_store.parent o
        where o.parent_id = any (free_children.parent_ids) and o.child_id > 0
        limit 1000
        for update skip locked))
      returning p.child_id
    )
    select array_agg(distinct awa_store.child_key(f.child_id)), count(*) into v_keys, v_count from freed f;
    perform awa_store.note_commit_locks('child', v_keys);
  end if;
  insert into awa_store.parent (parent_id, child_id, ended_state)
  select e, -pg_current_xact_id()::text::bigint, free_children.state
  from unnest(free_children.parent_ids) e
  where v_is_blind
    or exists (
      select from awa_store.parent p where p.parent_id = e and p.child_id > 0 and p.ended_state is null)
  on conflict do nothing;
  return v_count;
end
$$;

-- Whether any job has ever waited for another, as far as can be told from any snapshot: then the table has a page.
create or replace function awa_store.has_parents()
returns boolean
language sql
volatile
as $$
  select pg_relation_size('awa_store.parent') > 0;
$$;

-- How a job has ended, null if it has not. One of which nothing is known any more counts as completed.
create or replace function awa_store.end_of(job_id bigint)
returns text
language sql
volatile
as $$
  select coalesce(
    (select e.state from awa_store.ended e where e.job_id = end_of.job_id),
    (select case when l.state in ('completed', 'failed', 'cancelled') then l.state else '' end from awa_store.locate(end_of.job_id) l where l.state is not null),
    'completed');
$$;

-- Runs at the commit that ends a parent, so that a long transaction does not hold up the child: the child follows a parent that
-- failed or was cancelled, if it is to, and may run when it has no other parents. If the child is busy, tick tries again.
-- Locks: the child, see commit_lock.
create or replace function awa_store.parent_ended()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_child awa_store.deferred;
  v_failed awa_store.parent;
  v_policy text;
begin
  if new.child_id < 0 then
    return null;
  end if;
  if awa_store.end_of(new.parent_id) = '' then
    -- It has been retried since.
    update awa_store.parent p
    set ended_state = null, safe_after = '0'
    where p.parent_id = new.parent_id and p.child_id = new.child_id;
    return null;
  end if;
  if awa_store.commit_lock('child', awa_store.child_key(new.child_id)) then
    select d.* into v_child
    from (select d.* from awa_store.deferred d where d.job_id = new.child_id offset 0 for update skip locked) d
    where d.state = 'pending';
  end if;
  if v_child.job_id is null then
    if not exists (
      select
      from (select d.state from awa_store.deferred d where d.job_id = new.child_id offset 0) d
      where d.state = 'pending')
    then
      delete from awa_store.parent p where p.parent_id = new.parent_id and p.child_id = new.child_id;
    else
      update awa_store.parent p
      set safe_after = '0'
      where p.parent_id = new.parent_id and p.child_id = new.child_id and p.safe_after is null;
    end if;
    return null;
  end if;
  v_policy := coalesce(v_child.options ->> 'on_parent_failure', 'cancel');
  select p.* into v_failed
  from awa_store.parent p
  where p.child_id = new.child_id and p.ended_state in ('failed', 'cancelled') and v_policy <> 'run'
  limit 1;
  if found then
    perform awa_store.bury_deferred(
      v_child.job_id, case v_policy when 'fail' then 'failed' else 'cancelled' end,
      format('parent %s is %s', v_failed.parent_id, v_failed.ended_state));
  elsif not exists (select from awa_store.parent p where p.child_id = new.child_id and p.ended_state is null) then
    if v_child.run_at > awa_store.clock() then
      update awa_store.deferred d set state = 'scheduled' where d.job_id = v_child.job_id;
    else
      perform awa_store.enter_deferred(v_child.job_id);
    end if;
    perform awa_store.wake(v_child.queue);
  end if;
  delete from awa_store.parent p where p.parent_id = new.parent_id and p.child_id = new.child_id;
  return null;
end
$$;

-- Runs at the commit that inserts a child: a parent may have ended since.
create or replace function awa_store.parent_added()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_state text;
begin
  if current_setting('transaction_isolation') = 'read committed' then
    v_state := nullif(awa_store.end_of(new.parent_id), '');
    if v_state is not null then
      perform awa_store.free_children(array[new.parent_id], v_state);
    end if;
  end if;
  return null;
end
$$;

-- Looks at young rows: their parents may have ended in transactions that did not see them. Goes on after the parent where the
-- last call stopped; returns how many parents have ended.
-- A row grows old in three looks: at the first it is there to be seen, so who has missed it has a number already; the second, in a
-- later transaction, has a greater one; at the third all below that one are over.
create or replace function awa_store.look_at_parents(max_parents int)
returns int
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_is_fresh boolean := pg_current_xact_id_if_assigned() is null;
  v_parent bigint := (select w.young_parent from awa_store.watch w);
  v_state text;
  v_count int := 0;
  v_freed int := 0;
begin
  if current_setting('transaction_isolation') <> 'read committed' or not awa_store.has_parents() then
    return 0;
  end if;
  -- Ends in old snapshots of jobs without children.
  delete from awa_store.parent p
  where p.ctid = any (array(
    select o.ctid
    from awa_store.parent o
    where o.child_id < 0
      and not exists (select from awa_store.parent c where c.parent_id = o.parent_id and c.child_id > 0)
    order by o.parent_id
    limit 10000
    for update skip locked));
  for i in 1..look_at_parents.max_parents loop
    select p.parent_id into v_parent
    from awa_store.parent p
    where p.parent_id > v_parent and p.safe_after is not null
    order by p.parent_id
    limit 1;
    v_parent := coalesce(v_parent, 0);
    exit when v_parent = 0;
    v_state := coalesce(
      (select p.ended_state from awa_store.parent p where p.parent_id = v_parent and p.ended_state is not null limit 1),
      awa_store.end_of(v_parent));
    if v_state <> '' then
      delete from awa_store.parent p
      where p.ctid = any (array(
        select o.ctid from awa_store.parent o where o.parent_id = v_parent and o.child_id < 0 for update skip locked));
      v_freed := v_freed + awa_store.free_children(array[v_parent], v_state);
      v_count := v_count + 1;
      -- Each costs as much as a settle.
      exit when v_freed >= 2000;
    else
      update awa_store.parent p
      set safe_after = case p.safe_after when '0' then '1' when '1' then pg_current_xact_id() end
      where p.ctid = any (array(
        select o.ctid
        from awa_store.parent o
        where o.parent_id = v_parent
          and case o.safe_after
            when '0' then true
            when '1' then v_is_fresh
            else o.safe_after < pg_snapshot_xmin(pg_current_snapshot())
          end
        for update skip locked));
    end if;
  end loop;
  -- All of them each time, unless there are too many.
  update awa_store.watch w set young_parent = v_parent where w.young_parent <> v_parent;
  return v_count;
end
$$;

call awa_store.publish('awa_store.add_parents');
call awa_store.publish('awa_store.free_children');
call awa_store.publish('awa_store.has_parents');
call awa_store.publish('awa_store.end_of');
call awa_store.publish('awa_store.parent_ended');
call awa_store.publish('awa_store.parent_added');
call awa_store.publish('awa_store.look_at_parents');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.parent'::regclass and tgname = 'parent_ended')
  then
    create constraint trigger parent_ended
      after update of ended_state on awa_store.parent
      deferrable initially deferred
      for each row when (new.ended_state is not null) execute function awa_store.parent_ended();
    create constraint trigger parent_added
      after insert on awa_store.parent
      deferrable initially deferred
      for each row when (new.child_id > 0) execute function awa_store.parent_added();
  end if;
end
$$;
$awa_script$),
('functions/private/R__store_period_start.sql', null, 'store period start', -642600666, $awa_script$
-- The start, in seconds since the epoch, of the window of a length that holds a time; windows are counted from the epoch.
-- Errors: AW001 for a period below or not of whole seconds, or for no time.
create or replace function awa_store.period_start(period interval, at timestamptz)
returns bigint
language plpgsql
immutable
as $$
declare
  v_length numeric := extract(epoch from period);
begin
  if v_length < 1 or v_length <> trunc(v_length) then
    raise exception using
      errcode = 'AW001',
      message = format('period must be of whole seconds, at least one, not %s', period),
      hint = 'Use a period such as 1 hour.';
  end if;
  if not isfinite(at) then
    raise exception using
      errcode = 'AW001', message = format('at must be a time, not %s', at), hint = 'It names the window that holds it.';
  end if;
  return floor(extract(epoch from at) / v_length) * v_length;
end
$$;

call awa_store.publish('awa_store.period_start');
$awa_script$),
('functions/private/R__store_places.sql', null, 'store places', -1838420587, $awa_script$
-- Places of concurrency keys: a job takes one when it first starts and keeps it until it has ended, through retries and
-- snoozes, so that jobs of a key with one place run strictly in their order.

-- Takes a place for a job that is to start; true if it has one, or had. Jobs that are blocked come first.
-- Locks: the key, until commit; waited for only by a transaction that holds no other.
create or replace function awa_store.take_place(job_id bigint, concurrency_key text, places int)
returns boolean
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_has_started boolean;
begin
  select p.has_started into v_has_started from awa_store.place p where p.job_id = take_place.job_id;
  if found then
    if not v_has_started then
      update awa_store.place p set has_started = true where p.job_id = take_place.job_id;
    end if;
    return true;
  end if;
  if not awa_store.waits_no_more() then
    perform pg_advisory_xact_lock(awa_store.lock_class('concurrency'), awa_store.place_key(take_place.concurrency_key));
    perform awa_store.wait_no_more();
  elsif not pg_try_advisory_xact_lock(awa_store.lock_class('concurrency'), awa_store.place_key(take_place.concurrency_key)) then
    return false;
  end if;
  if exists (
      select
      from awa_store.deferred d
      where d.options ->> 'concurrency_key' = take_place.concurrency_key and d.state = 'blocked')
    or (select count(*) from awa_store.place p where p.concurrency_key = take_place.concurrency_key) >= take_place.places
  then
    return false;
  end if;
  insert into awa_store.place (job_id, has_started, concurrency_key)
  values (take_place.job_id, true, take_place.concurrency_key);
  return true;
end
$$;

-- The blocked job of a key that comes next, if it has a place by now.
create or replace function awa_store.next_blocked(concurrency_key text)
returns setof awa_store.deferred
rows 1
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return query
  select n.*
  from (
    select d.*
    from awa_store.deferred d
    where d.options ->> 'concurrency_key' = next_blocked.concurrency_key and d.state = 'blocked'
    order by d.run_at, d.job_id
    limit 1
  ) n
  where coalesce((n.options -> 'concurrency_limit')::int, 1)
    > (select count(*) from awa_store.place p where p.concurrency_key = next_blocked.concurrency_key);
end
$$;

-- Lets blocked jobs of a key in, in their order, as far as there are places: they have one from here on. Ends those whose
-- start_by is over. Leaves off at a job that another transaction is just changing; returns how many are in.
-- Only for who holds the key's lock.
create or replace function awa_store.let_in(concurrency_key text)
returns int
language plpgsql
volatile
as $$
declare
  v_job awa_store.deferred;
  v_count int := 0;
begin
  loop
    select n.* into v_job from awa_store.next_blocked(let_in.concurrency_key) n;
    exit when not found;
    perform
    from (select d.state from awa_store.deferred d where d.job_id = v_job.job_id offset 0 for update skip locked) d
    where d.state = 'blocked';
    exit when not found;
    if (v_job.options ->> 'start_by')::timestamptz <= awa_store.clock() then
      perform awa_store.bury_deferred(v_job.job_id, 'cancelled', awa_store.expiry_reason(v_job.options));
    else
      insert into awa_store.place (job_id, has_started, concurrency_key) values (v_job.job_id, false, let_in.concurrency_key);
      perform awa_store.enter_deferred(v_job.job_id);
      perform awa_store.wake(v_job.queue);
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end
$$;

-- Moves a job from deferred into its lane.
create or replace function awa_store.enter_deferred(job_id bigint)
returns void
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  with gone as (
    delete from awa_store.deferred d where d.job_id = enter_deferred.job_id returning d.*
  )
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key, tags,
    metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), g.job_id, awa_store.lane(g.queue, g.partition, g.priority), g.run_at, g.created_at,
    r.current_slot, g.attempt, g.max_attempts, g.queue, g.kind, g.args, g.ordering_key, g.unique_key, g.tags, g.metadata,
    g.options, g.progress, g.errors
  from gone g
  cross join awa_store.ring r;
end
$$;

-- Gives up the places of jobs that have ended, or will not start soon; others are let in at commit.
create or replace function awa_store.free_places(job_ids bigint[])
returns void
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_keys int[];
begin
  with gone as (
    delete from awa_store.place p where p.job_id = any (free_places.job_ids) returning p.concurrency_key
  )
  select array_agg(distinct awa_store.place_key(g.concurrency_key)) into v_keys from gone g;
  perform awa_store.note_commit_locks('concurrency', v_keys);
end
$$;

-- Whether a job that waits needs the place that it has: it has started before, or will as soon as a worker is free.
create or replace function awa_store.keeps_place(job_id bigint, has_started boolean, concurrency_key text)
returns boolean
language sql
stable
as $$
  select coalesce(
    (
      select j.options ->> 'concurrency_key' = keeps_place.concurrency_key and (j.is_due or keeps_place.has_started)
      from (
        select d.options, false as is_due from awa_store.deferred d where d.job_id = keeps_place.job_id
        union all
        (
          select r.options, true
          from awa_store.ready r
          where r.job_id = keeps_place.job_id
          order by r.seq desc
          limit 1
        )
        limit 1
      ) j
    ),
    false);
$$;

-- Runs at the commit that gives up a place, so that a long transaction does not hold up the key. Who does not see the present
-- cannot count places: then, and if the key is busy, tick lets others in.
-- Locks: see commit_lock.
create or replace function awa_store.place_freed()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_isolation') = 'read committed'
    and awa_store.commit_lock('concurrency', awa_store.place_key(old.concurrency_key))
  then
    perform awa_store.let_in(old.concurrency_key);
  end if;
  return null;
end
$$;

-- Lets in what no commit has: blocked since a claim, or a settle, could not have the key's lock. Looks at the next max_keys keys.
-- Waits first for what this transaction will lock at commit, and for nothing then.
create or replace function awa_store.let_in_overlooked(max_keys int)
returns int
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_key text := (select w.blocked_key from awa_store.watch w);
  v_lock int;
  v_count int := 0;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    return 0;
  end if;
  for i in 1..let_in_overlooked.max_keys loop
    select d.options ->> 'concurrency_key' into v_key
    from awa_store.deferred d
    where d.options ->> 'concurrency_key' > v_key and d.state = 'blocked'
    order by d.options ->> 'concurrency_key'
    limit 1;
    v_key := coalesce(v_key, '');
    exit when v_key = '';
    v_lock := awa_store.place_key(v_key);
    if exists (select from awa_store.next_blocked(v_key)) and awa_store.commit_lock('concurrency', v_lock) then
      v_count := v_count + awa_store.let_in(v_key);
    end if;
  end loop;
  -- All of them each time, unless there are too many.
  update awa_store.watch w set blocked_key = v_key where w.blocked_key <> v_key;
  return v_count;
end
$$;

-- Why a job that has a start_by was cancelled when it was over.
create or replace function awa_store.expiry_reason(options jsonb)
returns text
language sql
immutable
as $$
  select format('expired: not started by %s', options ->> 'start_by');
$$;

call awa_store.publish('awa_store.take_place');
call awa_store.publish('awa_store.next_blocked');
call awa_store.publish('awa_store.let_in');
call awa_store.publish('awa_store.enter_deferred');
call awa_store.publish('awa_store.free_places');
call awa_store.publish('awa_store.keeps_place');
call awa_store.publish('awa_store.place_freed');
call awa_store.publish('awa_store.let_in_overlooked');
call awa_store.publish('awa_store.expiry_reason');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.place'::regclass and tgname = 'place_freed')
  then
    create constraint trigger place_freed
      after delete on awa_store.place
      deferrable initially deferred
      for each row execute function awa_store.place_freed();
  end if;
end
$$;
$awa_script$),
('functions/private/R__store_promote.sql', null, 'store promote', -405409313, $awa_script$
-- Moves due jobs of a queue from deferred to ready, oldest first, at most max_jobs; returns how many.
-- low_water: where to start; null = at the queue's mark. The mark lets the search skip the entries of jobs promoted
-- before, which a pinned snapshot keeps in the index; jobs that commit behind it are found by tick, which starts at
-- -infinity. Locks: promotion(queue), tried only: one promoter is enough.
create or replace function awa_store.promote(queue text, max_jobs int, low_water timestamptz default null)
returns int
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_mark timestamptz;
  v_from timestamptz;
  v_last timestamptz;
  v_count int;
begin
  select p.low_water into v_mark from awa_store.promotion p where p.queue = promote.queue;
  v_from := coalesce(promote.low_water, v_mark, '-infinity');
  perform
  from awa_store.deferred d
  where d.queue = promote.queue and d.state in ('scheduled', 'retryable') and d.run_at >= v_from and d.run_at <= v_now
  order by d.run_at
  limit 1;
  if not found then
    return 0;
  end if;
  if not pg_try_advisory_xact_lock(awa_store.lock_class('promotion'), hashtext(promote.queue)) then
    return 0;
  end if;
  with due as (
    select d.job_id
    from awa_store.deferred d
    where d.queue = promote.queue and d.state in ('scheduled', 'retryable') and d.run_at >= v_from and d.run_at <= v_now
    order by d.run_at, d.job_id
    limit promote.max_jobs
    for update skip locked
  ),
  moved as (
    delete from awa_store.deferred d where d.job_id = any (array(select due.job_id from due)) returning d.*
  ),
  entered as (
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args,
      ordering_key, unique_key, tags, metadata, options, progress, errors)
    select
      nextval('awa_store.entry_seq'), m.job_id, awa_store.lane(m.queue, m.partition, m.priority), m.run_at, m.created_at,
      r.current_slot, m.attempt, m.max_attempts, m.queue, m.kind, m.args, m.ordering_key, m.unique_key, m.tags, m.metadata, m.options, m.progress, m.errors
    from (select * from moved order by run_at, job_id) m
    cross join awa_store.ring r
    returning run_at
  )
  select count(*), max(e.run_at) into v_count, v_last from entered e;
  -- Two seconds behind, for transactions that take a moment to commit.
  v_last := v_last - interval '2 s';
  if v_last > v_mark + interval '1 s' then
    update awa_store.promotion p set low_water = v_last where p.queue = promote.queue;
  elsif v_mark is null and v_count > 0 then
    insert into awa_store.promotion (queue, low_water) values (promote.queue, v_last) on conflict do nothing;
  end if;
  return v_count;
end
$$;

call awa_store.publish('awa_store.promote');
$awa_script$),
('functions/private/R__store_queue_limits.sql', null, 'store queue limits', 1393479938, $awa_script$
-- What of a job is larger than its queue takes: an error, with the limits of the configuration of the queue.
-- Errors: AW003.
create or replace function awa_store.check_limits(
  queue text,
  args jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  key text default null
)
returns void
language plpgsql
stable
as $$
declare
  v_fault record;
begin
  select l.* into v_fault
  from awa_store.queue q
  cross join lateral (
    values
      ('args', pg_column_size(check_limits.args), q.max_args_bytes),
      ('metadata', pg_column_size(check_limits.metadata), q.max_metadata_bytes),
      ('tags', octet_length(array_to_string(check_limits.tags, '')), q.max_tags_bytes),
      ('ordering_key', octet_length(check_limits.ordering_key), q.max_key_bytes),
      ('unique_by.key', octet_length(check_limits.key), q.max_key_bytes)
  ) l (what, bytes, most)
  where q.name = check_limits.queue and l.bytes > l.most
  limit 1;
  if found then
    raise exception using
      errcode = 'AW003',
      message = format(
        '%s takes %s bytes, more than the %s that queue %s takes', v_fault.what, v_fault.bytes, v_fault.most, check_limits.queue),
      hint = 'configure_queue sets the limits of a queue.';
  end if;
end
$$;

-- Whether a queue is full and says so.
-- Errors: AW009 it is full and refuses.
create or replace function awa_store.check_room(queue text)
returns boolean
language plpgsql
stable
as $$
declare
  v_queue awa_store.queue;
begin
  select q.* into v_queue from awa_store.queue q where q.name = check_room.queue and q.is_full;
  if v_queue.on_full = 'refuse' then
    raise exception using
      errcode = 'AW009',
      message = format('queue %s is full: %s jobs or more wait in it', check_room.queue, v_queue.max_waiting),
      hint = 'Try again later; configure_queue sets max_waiting and on_full.';
  end if;
  return coalesce(v_queue.on_full = 'signal', false);
end
$$;

-- Looks how many jobs wait in the queues that have a limit.
create or replace function awa_store.note_full_queues()
returns void
language plpgsql
volatile
as $$
begin
  update awa_store.queue q
  set is_full = not q.is_full
  from (
    select
      l.name,
      coalesce(
        l.on_full <> 'off' and l.max_waiting <= (
          select sum(w.waiting)
          from generate_series(0, l.partitions_ever - 1) p
          cross join generate_series(1, 4) i
          cross join lateral awa_store.lane_waiting(awa_store.lane(l.name, p, i)) w
        ),
        false) as is_full
    from awa_store.queue l
    where l.max_waiting is not null or l.is_full
    for update skip locked
  ) n
  where n.name = q.name and n.is_full <> q.is_full;
end
$$;

call awa_store.publish('awa_store.check_limits');
call awa_store.publish('awa_store.check_room');
call awa_store.publish('awa_store.note_full_queues');
$awa_script$),
('functions/private/R__store_queue_names.sql', null, 'store queue names', -358418546, $awa_script$
-- The queues that have jobs in any state, or a configuration, in alphabetical order; by one index probe each.
create or replace function awa_store.queue_names()
returns setof text
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_names text[] := array(select q.name from awa_store.queue q);
  v_lane bigint := '-9223372036854775808';
  v_queue text;
begin
  loop
    select r.lane, r.queue into v_lane, v_queue from awa_store.ready r where r.lane > v_lane order by r.lane limit 1;
    exit when not found;
    v_names := v_names || v_queue;
    -- On to the next queue: the other lanes of this one have the same hash.
    v_lane := v_lane | 4095;
  end loop;
  v_queue := '';
  loop
    select d.queue into v_queue from awa_store.deferred d where d.queue > v_queue order by d.queue limit 1;
    exit when not found;
    v_names := v_names || v_queue;
  end loop;
  v_queue := '';
  loop
    select e.queue into v_queue from awa_store.ended e where e.queue > v_queue order by e.queue limit 1;
    exit when not found;
    v_names := v_names || v_queue;
  end loop;
  v_queue := '';
  loop
    select o.queue into v_queue from awa_store.outcome o where o.queue > v_queue order by o.queue limit 1;
    exit when not found;
    v_names := v_names || v_queue;
  end loop;
  return query select distinct n from unnest(v_names) n order by n;
end
$$;

call awa_store.publish('awa_store.queue_names');
$awa_script$),
('functions/private/R__store_raise_job_fault.sql', null, 'store raise job fault', -1834391597, $awa_script$
-- Raises what job_fault found, naming the value; place names the job in a batch, '' for a single one.
-- Errors: AW001, AW003.
create or replace function awa_store.raise_job_fault(
  fault text,
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  ordering_key text,
  tags text[],
  metadata jsonb,
  place text default ''
)
returns void
language plpgsql
volatile
as $$
declare
  v_message text;
  v_hint text;
begin
  select m.message, m.hint into strict v_message, v_hint
  from (
    values
      ('kind empty', 'kind must not be empty', 'Name the kind of work, as in send_email.'),
      ('kind long', format('kind %s... is longer than 200 characters', left(kind, 40)), 'Use a shorter name.'),
      ('queue empty', 'queue must not be empty', 'Name a queue, or leave it out for "default".'),
      ('queue long', format('queue %s... is longer than 200 characters', left(queue, 40)), 'Use a shorter name.'),
      ('priority', format('priority must be 1 (most urgent) to 4, not %s', priority), 'Leave it out for 2.'),
      ('max_attempts', format('max_attempts must be 1 to 1000, not %s', max_attempts), 'Leave it out for 25.'),
      ('run_at', format('run_at must be a time in the years 1 to 9999, not %s', run_at), 'Leave it out to run now.'),
      ('ordering_key empty', 'ordering_key must not be empty', 'Leave it out for a job without order.'),
      ('ordering_key long', format('ordering_key %s... is longer than 500 bytes', left(ordering_key, 40)),
        'Use a shorter key, or a hash of it.'),
      ('args large', format('args takes %s bytes, more than 1048576', pg_column_size(args)),
        'Keep large data elsewhere and pass a reference.'),
      ('metadata type', format('metadata must be a JSON object, not %s', left(metadata::text, 100)), 'Leave it out for {}.'),
      ('metadata large', format('metadata takes %s bytes, more than 65536', pg_column_size(metadata)),
        'Put data for the handler into args.'),
      ('tags nested', 'tags must be a plain list, not an array of arrays', 'As in array[''first'', ''second''].'),
      ('tags many', format('%s tags, more than 20', cardinality(tags)), 'Use fewer tags.'),
      ('tags long', format('tags take %s bytes, more than 4096', octet_length(array_to_string(tags, ''))),
        'Use shorter tags.'),
      ('tag empty',
        format('tag %s is null or empty', case
          when fault = 'tag empty' then coalesce(array_position(tags, null), array_position(tags, ''))
        end),
        'Leave it out.')
  ) m (fault, message, hint)
  where m.fault = raise_job_fault.fault;
  raise exception using
    errcode = case when fault like '% long' or fault like '% large' or fault = 'tags many' then 'AW003' else 'AW001' end,
    message = place || v_message,
    hint = v_hint;
end
$$;

call awa_store.publish('awa_store.raise_job_fault');
$awa_script$),
('functions/private/R__store_read_jobs.sql', null, 'store read jobs', 617846505, $awa_script$
-- The elements of an array for insert_jobs, with the defaults; is_sound: whether one statement may insert it, else
-- insert_one_by_one does, or says what is wrong. One select, so that it is planned as part of its caller.
create or replace function awa_store.read_jobs(jobs jsonb, now timestamptz, configured text[])
returns table (
  ordinal int,
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  unique_by jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  opts jsonb,
  is_sound boolean
)
language sql
stable
as $$
  select
    j.ordinal, j.kind, j.args, j.queue, j.priority, j.run_at, j.max_attempts, j.unique_by, j.ordering_key, j.tags, j.metadata,
    j.opts,
    case
      when j.is_plain and j.priority is not null and j.run_at is not null and j.max_attempts is not null then
        awa_store.job_fault(
          j.kind, j.args, j.queue, j.priority, j.run_at, j.max_attempts, j.ordering_key, j.tags, j.metadata) is null
        and case when j.opts is null then true else awa_store.job_options_sound(j.opts) end
        and case
          when j.queue <> all (configured) then true
          else awa_store.within_limits(j.queue, j.args, j.ordering_key, j.tags, j.metadata)
        end
      else false
    end
  from (
    select
      e.n::int as ordinal,
      e.job ->> 'kind' as kind,
      coalesce(nullif(e.job -> 'args', 'null'), '{}') as args,
      coalesce(e.job ->> 'queue', 'default') as queue,
      case
        when e.job ->> 'priority' is null then 2
        when awa_store.is_integer(e.job -> 'priority') then (e.job -> 'priority')::int
      end as priority,
      case when e.job ->> 'run_at' is null then now else awa_store.time_or_null(e.job -> 'run_at') end as run_at,
      case
        when e.job ->> 'max_attempts' is null then 25
        when awa_store.is_integer(e.job -> 'max_attempts') then (e.job -> 'max_attempts')::int
      end as max_attempts,
      nullif(e.job -> 'unique_by', 'null') as unique_by,
      e.job ->> 'ordering_key' as ordering_key,
      case
        when jsonb_typeof(e.job -> 'tags') = 'array' then array(select jsonb_array_elements_text(e.job -> 'tags'))
      end as tags,
      coalesce(nullif(e.job -> 'metadata', 'null'), '{}') as metadata,
      nullif(nullif(e.job -> 'opts', 'null'), '{}') as opts,
      case
        when jsonb_typeof(e.job) = 'object' then e.job - awa_store.job_fields() = '{}'
          and jsonb_typeof(e.job -> 'kind') = 'string'
          and coalesce(jsonb_typeof(e.job -> 'queue'), 'null') in ('string', 'null')
          and coalesce(jsonb_typeof(e.job -> 'ordering_key'), 'null') in ('string', 'null')
          and case coalesce(jsonb_typeof(e.job -> 'tags'), 'null')
            when 'null' then true
            when 'array' then not e.job -> 'tags' @? 'strict $[*] ? (@.type() != "string")'
            else false
          end
          and not coalesce(e.job -> 'opts' ?| '{parents,traceparent,validate}', false)
        else false
      end as is_plain
    from jsonb_array_elements(jobs) with ordinality e (job, n)
    offset 0
  ) j;
$$;

call awa_store.publish('awa_store.read_jobs');
$awa_script$),
('functions/private/R__store_reclaim_slot.sql', null, 'store reclaim slot', -2054504498, $awa_script$
-- Truncates a drained slot whose history is due and that detach_slot has nothing to do in. False, and nothing done, if a
-- reader or writer of its partitions is in the way, since claims queue up behind a waiting TRUNCATE: each is waited for
-- for 5 ms. A slot that was entered since it was drained is not truncated: its time begins anew.
create or replace function awa_store.reclaim_slot(slot int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set lock_timeout = '5 ms'
as $$
declare
  v_lane bigint;
  v_entered boolean;
begin
  -- Counts of lanes that would go on from entries which are truncated, or from a cursor that is gone. What else there is to
  -- do goes before the locks.
  for v_lane in select n.lane from awa_store.lane_count n loop
    execute format(
      'delete from awa_store.lane_count n
      where n.lane = $1
        and (
          not exists (select from awa_store.ready r where r.lane = $1 and r.slot <> $2)
          or not exists (select from awa_store.claim c where c.lane = $1 and c.slot <> $2)
          or exists (
            select
            from awa_store.waiting_ranges(n.prev_xmax, n.late, n.cur, n.pos_xid, n.pos_seq) w
            cross join lateral (
              select
              from awa_store.ready_%s r
              where r.lane = $1 and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
              order by r.xid, r.seq
              limit 1
            ) r))',
      reclaim_slot.slot)
    using v_lane, reclaim_slot.slot;
  end loop;
  begin
    -- Most in use first.
    execute format(
      'lock table awa_store.claim_%1$s, awa_store.outcome_%1$s, awa_store.ready_%1$s in access exclusive mode',
      reclaim_slot.slot);
    -- From here on nobody else can enter it.
    v_entered := awa_store.slot_was_entered(
      reclaim_slot.slot, (select t.drained from awa_store.slot t where t.slot = reclaim_slot.slot));
    if not v_entered then
      execute format(
        'truncate awa_store.claim_%1$s, awa_store.outcome_%1$s, awa_store.ready_%1$s', reclaim_slot.slot);
    end if;
  exception when lock_not_available then
    return false; -- autovacuum may hold a TOAST table
  end;
  update awa_store.slot t
  set opened_at = case when v_entered then t.opened_at end, sealed_at = case when v_entered then t.sealed_at end,
    drained_at = null, drained = null, retry_at = null, tries = 0, archive_job = null, archive_queue = null, archive_at = null
  where t.slot = reclaim_slot.slot;
  if not v_entered then
    -- Settled while tick was putting them under watch.
    delete from awa_store.open_claim o where o.slot = reclaim_slot.slot;
  end if;
  return true;
end
$$;

call awa_store.publish('awa_store.reclaim_slot');
$awa_script$),
('functions/private/R__store_refuse_old_snapshot.sql', null, 'store refuse old snapshot', -739133812, $awa_script$
-- Refuses a snapshot that is older than the last truncation of a slot, at REPEATABLE READ and above. Its rows are gone from
-- all snapshots, and what had been carried out of it before need not be in this one: nothing can be said about a job. To be
-- called after a look into the ledger, so that the truncation is known here. A transaction that has looked before it cannot be
-- overtaken: its locks keep every slot.
-- Errors: 40001.
create or replace function awa_store.refuse_old_snapshot()
returns void
language plpgsql
stable
as $$
begin
  if current_setting('transaction_isolation') = 'read committed' then
    return;
  end if;
  -- The catalog as the snapshot sees it, against the file in use now.
  perform
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'awa_store.ready'::regclass and c.relfilenode <> pg_relation_filenode(c.oid);
  if found then
    raise exception using
      errcode = '40001',
      message = 'the ledger has turned since this transaction began',
      hint = 'Run the transaction again.';
  end if;
end
$$;

call awa_store.publish('awa_store.refuse_old_snapshot');
$awa_script$),
('functions/private/R__store_replace_waiting.sql', null, 'store replace waiting', 51980252, $awa_script$
-- Gives the holder of a unique key the args and the other fields of a new request, if it still waits (scheduled,
-- available, blocked, retryable, or pending, which goes on to wait for its parents): outcome replaced. earliest: keep the earlier of both run_at. A holder that runs or is parked
-- is left alone: outcome existing. No row: it moved meanwhile, look again.
-- The job keeps its id, and its attempts where it is retryable.
create or replace function awa_store.replace_waiting(
  holder bigint,
  new_run_at timestamptz,
  earliest boolean,
  new_priority int,
  new_max_attempts int,
  new_queue text,
  new_args jsonb,
  new_ordering_key text,
  new_tags text[],
  new_metadata jsonb,
  new_options jsonb
)
returns table (id bigint, outcome text, state text, queue_name text, partition int, due_at timestamptz)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_at record;
  v_old record;
begin
  select * into v_at from awa_store.locate(replace_waiting.holder);
  if v_at.place = 'deferred' and v_at.state <> 'waiting_external' then
    delete from awa_store.deferred d
    where d.job_id = replace_waiting.holder and d.state <> 'waiting_external'
    returning d.state, d.kind, d.run_at, d.created_at, d.attempt, d.unique_key, d.options, d.progress, d.errors into v_old;
    if not found then
      return;
    end if;
  elsif v_at.place = 'ready' then
    if not awa_store.try_withdraw(
      replace_waiting.holder, v_at.lane, v_at.xid, v_at.seq, 'replace')
    then
      return;
    end if;
    select 'available' as state, r.kind, r.run_at, r.created_at, r.attempt, r.unique_key, r.options, r.progress, r.errors into strict v_old
    from awa_store.ready r
    where r.job_id = replace_waiting.holder and r.seq = v_at.seq;
  else
    return query
    select h.id, 'existing', h.state, h.queue, h.partition, h.run_at from awa_store.brief(replace_waiting.holder) h;
    return;
  end if;
  id := replace_waiting.holder;
  outcome := 'replaced';
  queue_name := replace_waiting.new_queue;
  due_at := case
    when replace_waiting.earliest then least(v_old.run_at, replace_waiting.new_run_at)
    else replace_waiting.new_run_at
  end;
  state := case
    when v_old.state = 'pending' then 'pending'
    when due_at <= awa_store.clock() then 'available'
    else 'scheduled'
  end;
  if v_old.state <> 'available'
    and v_old.options ->> 'concurrency_key' is distinct from replace_waiting.new_options ->> 'concurrency_key'
  then
    perform awa_store.free_places(array[id]);
  end if;
  -- Numbered only now: while this call waited for the key, the holder may have got newer entries.
  partition := awa_store.enter(
    state, id, nextval('awa_store.entry_seq'), due_at, v_old.created_at, replace_waiting.new_priority, v_old.attempt,
    greatest(replace_waiting.new_max_attempts, v_old.attempt), queue_name, v_old.kind, replace_waiting.new_args,
    replace_waiting.new_ordering_key, v_old.unique_key, nullif(replace_waiting.new_tags, '{}'),
    nullif(replace_waiting.new_metadata, '{}'),
    case
      when v_old.state = 'pending' then
        coalesce(replace_waiting.new_options, '{}')
        || jsonb_strip_nulls(jsonb_build_object('on_parent_failure', v_old.options -> 'on_parent_failure'))
      else replace_waiting.new_options
    end,
    v_old.progress, v_old.errors);
  return next;
end
$$;

call awa_store.publish('awa_store.replace_waiting');
$awa_script$),
('functions/private/R__store_reports_lost.sql', null, 'store reports lost', -1884931183, $awa_script$
-- What a settle does with jobs that are not open under its claim: true = report them, false = raise.
-- Errors: AW001, AW002.
create or replace function awa_store.reports_lost(options jsonb)
returns boolean
language plpgsql
immutable
as $$
begin
  if options = '{}' then
    return false;
  end if;
  perform awa_store.check_options(options, 'on_lost');
  if coalesce(options ->> 'on_lost', 'raise') not in ('raise', 'report') then
    raise exception using
      errcode = 'AW001',
      message = format('on_lost must be "raise" or "report", not %s', left(options ->> 'on_lost', 100)),
      hint = 'raise settles all or nothing; report settles what is open and lists the rest.';
  end if;
  return options ->> 'on_lost' = 'report';
end
$$;

call awa_store.publish('awa_store.reports_lost');
$awa_script$),
('functions/private/R__store_requeue.sql', null, 'store requeue', 2102378126, $awa_script$
-- Enters jobs whose attempt was closed as released again, as they were, behind what waits in their lane.
create or replace function awa_store.requeue(claim_id bigint, job_ids bigint[])
returns void
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_queue text;
begin
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args,
    ordering_key, unique_key, tags, metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), j.job_id, j.lane, j.run_at, j.created_at, ring.current_slot, j.attempt, j.max_attempts, j.queue, j.kind, j.args, j.ordering_key, j.unique_key, j.tags, j.metadata, j.options, coalesce(p.progress, j.progress), j.errors
  from unnest(requeue.job_ids) with ordinality c (job_id, n)
  cross join lateral (
    select e.* from awa_store.ready e where e.job_id = c.job_id order by e.seq desc limit 1
  ) j
  left join awa_store.progress p on p.claim_id = requeue.claim_id and p.job_id = c.job_id
  cross join awa_store.ring
  order by c.n;
  delete from awa_store.progress p where p.claim_id = requeue.claim_id and p.job_id = any (requeue.job_ids);
  -- All jobs of one claim are in one queue.
  select e.queue into v_queue from awa_store.ready e where e.job_id = requeue.job_ids[1] limit 1;
  if found then
    perform awa_store.wake(v_queue);
  end if;
end
$$;

call awa_store.publish('awa_store.requeue');
$awa_script$),
('functions/private/R__store_rescue.sql', null, 'store rescue', -1613053884, $awa_script$
-- Takes jobs away from a worker that is lost, or whose time for them is over; each counts as a failed attempt.
-- error: what the jobs' error lists will say. Returns how many were still open.
create or replace function awa_store.rescue(claim_id bigint, job_ids bigint[], error text)
returns int
language plpgsql
volatile
as $$
declare
  v_closed record;
begin
  select * into v_closed from awa_store.close_attempts(null, rescue.claim_id, rescue.job_ids, 'lost', null, true);
  perform awa_store.retry_or_bury(
    rescue.claim_id, v_closed.closed_ids,
    array_fill(rescue.error, array[cardinality(v_closed.closed_ids)]),
    null, false, v_closed.holder, v_closed.attempted_at);
  return cardinality(v_closed.closed_ids);
end
$$;

call awa_store.publish('awa_store.rescue');
$awa_script$),
('functions/private/R__store_retry_delay.sql', null, 'store retry delay', 1759956152, $awa_script$
-- How long after its nth attempt a failed job waits: base * 2^(n-1), base * n or base, plus jitter, at most max.
-- The default, base 2 s exponential with 25 % jitter and at most 24 h, is 2^n seconds.
create or replace function awa_store.retry_delay(attempt int, backoff jsonb)
returns interval
language sql
volatile
as $$
  select make_interval(secs => least(
    d.secs * (1 + random() * coalesce((backoff ->> 'jitter')::float8, 0.25)),
    coalesce(extract(epoch from (backoff ->> 'max')::interval)::float8, 86400)))
  from (
    select b.base * case coalesce(backoff ->> 'kind', 'exponential')
      when 'exponential' then power(2::float8, least(attempt - 1, 60))
      when 'linear' then attempt
      else 1
    end
    from (select coalesce(extract(epoch from (backoff ->> 'base')::interval)::float8, 2)) b (base)
  ) d (secs);
$$;

call awa_store.publish('awa_store.retry_delay');
$awa_script$),
('functions/private/R__store_retry_or_bury.sql', null, 'store retry or bury', 1032802738, $awa_script$
-- What becomes of jobs whose attempt has just been closed as failed or lost: retryable with a delay, or, when that was
-- the last attempt or final is set, failed. closed_ids as close_attempts returned them; errors: one per closed job, in order.
create or replace function awa_store.retry_or_bury(
  claim_id bigint,
  closed_ids bigint[],
  errors text[],
  retry_after interval,
  final boolean,
  worker_id uuid,
  attempted_at timestamptz
)
returns table (id bigint, outcome text, attempt int, next_run_at timestamptz)
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
begin
  return query
  with job as materialized (
    select
      r.*,
      awa_store.with_error(r.errors, r.attempt, v_now, c.error) as all_errors,
      coalesce(p.progress, r.progress) as last_progress,
      v_now + coalesce(retry_or_bury.retry_after, awa_store.retry_delay(r.attempt, r.options -> 'backoff')) as retry_at,
      coalesce(retry_or_bury.final, false) or r.attempt >= r.max_attempts as ends
    from unnest(retry_or_bury.closed_ids, retry_or_bury.errors) with ordinality c (job_id, error, n)
    cross join lateral (
      select e.* from awa_store.ready e where e.job_id = c.job_id order by e.seq desc limit 1
    ) r
    left join awa_store.progress p on p.claim_id = retry_or_bury.claim_id and p.job_id = c.job_id
    order by c.n
  ),
  deferred as (
    insert into awa_store.deferred (
      job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
      kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors)
    select
      j.job_id, j.retry_at, j.created_at, retry_or_bury.attempted_at, retry_or_bury.worker_id,
      awa_store.lane_partition(j.lane), awa_store.lane_priority(j.lane),
      j.attempt + 1, j.max_attempts, 'retryable', j.queue, j.kind, j.args, j.ordering_key, j.unique_key, j.tags,
      j.metadata, j.options, j.last_progress, j.all_errors
    from job j
    where not j.ends
  ),
  dead as (
    insert into awa_store.ended (
      job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
      state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors)
    select
      j.job_id, j.run_at, j.created_at, retry_or_bury.attempted_at, v_now, v_now + (j.options ->> 'keep')::interval,
      retry_or_bury.worker_id,
      awa_store.lane_partition(j.lane), awa_store.lane_priority(j.lane), j.attempt, j.max_attempts, 'failed', j.queue, j.kind, j.args, j.ordering_key, j.unique_key, j.tags,
      j.metadata, j.options, j.last_progress, j.all_errors
    from job j
    where j.ends
  ),
  cleared as (
    delete from awa_store.progress p
    where p.claim_id = retry_or_bury.claim_id and p.job_id = any (retry_or_bury.closed_ids)
  )
  select j.job_id, case when j.ends then 'failed' else 'retryable' end, j.attempt::int, case when not j.ends then j.retry_at end
  from job j;
  perform awa_store.after_end(
    array(select d.job_id from awa_store.ended d where d.job_id = any (retry_or_bury.closed_ids)), 'failed');
  -- All jobs of one claim are in one queue; its sleepers learn of the new due time.
  perform awa_store.wake(d.queue) from awa_store.deferred d where d.job_id = any (retry_or_bury.closed_ids) limit 1;
end
$$;

call awa_store.publish('awa_store.retry_or_bury');
$awa_script$),
('functions/private/R__store_route.sql', null, 'store route', 1011192713, $awa_script$
-- The partition of a job in a queue with that many: by its ordering key, or spread by its id.
create or replace function awa_store.route(ordering_key text, job_id bigint, partitions int)
returns int
language plpgsql
immutable
as $$
begin
  return case
    when partitions = 1 then 0
    when ordering_key is null then job_id % partitions
    else awa.partition_for_key(ordering_key, partitions)
  end;
end
$$;

call awa_store.publish('awa_store.route');
$awa_script$),
('views/R__store_running_claim.sql', null, 'store running claim', 1583217963, $awa_script$
-- The claims with open jobs: those that tick watches, and the recent ones that it has not come to yet.
create or replace view awa_store.running_claim as
select o.claim_id, o.slot, o.worker_id, o.claimed_at
from awa_store.open_claim o
where not exists (select from awa_store.outcome e where e.claim_id = o.claim_id and e.slot = o.slot and e.is_last)
union all
select c.claim_id, c.slot, c.worker_id, c.claimed_at
from (
  select c.* from awa_store.watch w join awa_store.claim c on c.xid >= pg_snapshot_xmax(w.passed)
  union all
  select c.*
  from awa_store.watch w
  cross join lateral pg_snapshot_xip(w.passed) x
  join awa_store.claim c on c.xid = x
) c
where c.job_ids <> '{}'
  and not exists (select from awa_store.outcome e where e.claim_id = c.claim_id and e.slot = c.slot and e.is_last)
  and not exists (select from awa_store.open_claim o where o.claim_id = c.claim_id);

call awa_store.take_ownership();
$awa_script$),
('functions/private/R__store_running_jobs.sql', null, 'store running jobs', -435470124, $awa_script$
-- How many jobs run, by queue; queues without any are left out. By index only, since the planner takes the claims that tick
-- has not come to yet for many more than they are.
create or replace function awa_store.running_jobs()
returns table (queue text, jobs bigint)
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  select
    c.queue,
    sum(
      cardinality(c.job_ids)
      - coalesce((select sum(o.jobs) from awa_store.outcome o where o.claim_id = c.claim_id and o.slot = c.slot), 0))::bigint
  from awa_store.running_claim r
  cross join lateral (
    select c.* from awa_store.claim c where c.claim_id = r.claim_id and c.slot = r.slot offset 0
  ) c
  group by c.queue;
end
$$;

call awa_store.publish('awa_store.running_jobs');
$awa_script$),
('functions/private/R__store_slot_claims.sql', null, 'store slot claims', -586943078, $awa_script$
-- The claims that keep a slot from being drained: with open jobs, and in the slot themselves or with the newest entry of
-- such a job in it.
create or replace function awa_store.slot_claims(slot int)
returns table (claim_id bigint, claim_slot smallint)
language plpgsql
stable
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return query execute format(
    'with running as materialized (
      -- Few; without this the planner, which knows nothing of a table that grows so fast, may begin with all claims.
      select o.claim_id, o.slot from awa_store.running_claim o
    )
    select c.claim_id, c.slot
    from running o
    cross join lateral (
      select c.* from awa_store.claim c where c.claim_id = o.claim_id and c.slot = o.slot offset 0
    ) c
    where c.slot = $1
      or exists (
        select
        from unnest(c.job_ids) j (job_id)
        join awa_store.ready_%s r on r.job_id = j.job_id
        where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
          and not exists (
            select
            from awa_store.outcome e
            where e.claim_id = c.claim_id and e.slot = c.slot and j.job_id = any (e.job_ids)))',
    slot_claims.slot)
  using slot_claims.slot;
end
$$;

call awa_store.publish('awa_store.slot_claims');
$awa_script$),
('functions/private/R__store_slot_is_live.sql', null, 'store slot is live', 1093173494, $awa_script$
-- Whether something in a slot still waits or runs: an entry that the cursor of its lane has not passed, a claim with open
-- jobs, or the entry of such a job.
create or replace function awa_store.slot_is_live(slot int)
returns boolean
language plpgsql
stable
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return exists (
      select
      from awa_store.slot_lanes(slot_is_live.slot) l
      cross join lateral awa_store.waiting_entries(l, slot_is_live.slot, 1))
    or exists (select from awa_store.slot_claims(slot_is_live.slot));
end
$$;

call awa_store.publish('awa_store.slot_is_live');
$awa_script$),
('functions/private/R__store_slot_lanes.sql', null, 'store slot lanes', -1800717956, $awa_script$
-- The lanes that have entries, or claims, in a slot, by one index probe each.
create or replace function awa_store.slot_lanes(slot int)
returns setof bigint
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  -- Planned for this slot, so that the other partitions are not looked at.
  return query execute format(
    'with recursive found (lane) as (
      (select r.lane from awa_store.ready_%1$s r order by r.lane limit 1)
      union all
      select n.lane
      from found f
      cross join lateral (select r.lane from awa_store.ready_%1$s r where r.lane > f.lane order by r.lane limit 1) n
    )
    select f.lane from found f',
    slot_lanes.slot);
end
$$;

create or replace function awa_store.slot_claim_lanes(slot int)
returns setof bigint
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return query execute format(
    'with recursive found (lane) as (
      (select c.lane from awa_store.claim_%1$s c where c.lane is not null order by c.lane limit 1)
      union all
      select n.lane
      from found f
      cross join lateral (select c.lane from awa_store.claim_%1$s c where c.lane > f.lane order by c.lane limit 1) n
    )
    select f.lane from found f',
    slot_claim_lanes.slot);
end
$$;

call awa_store.publish('awa_store.slot_lanes');
call awa_store.publish('awa_store.slot_claim_lanes');
$awa_script$),
('functions/private/R__store_slot_was_entered.sql', null, 'store slot was entered', 804207744, $awa_script$
-- Whether entries or claims have come to a slot that a snapshot does not see: of a transaction that began before the slot
-- was sealed, or with a snapshot from that time.
create or replace function awa_store.slot_was_entered(slot int, since pg_snapshot)
returns boolean
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_entered boolean;
begin
  execute format(
    'with late (from_xid, below) as materialized (
      select x, (x::text::bigint + 1)::text::xid8 from pg_snapshot_xip($1) x
      union all
      select pg_snapshot_xmax($1), ''18446744073709551615''
    )
    select
      exists (select from late t join awa_store.claim_%1$s c on c.xid >= t.from_xid and c.xid < t.below)
      or exists (
        select
        from awa_store.slot_lanes($2) l
        cross join late t
        -- Ordered, so that it is one index probe each, whatever the planner thinks of a table that grew so fast.
        cross join lateral (
          select
          from awa_store.ready_%1$s r
          where r.lane = l and r.xid >= t.from_xid and r.xid < t.below
          order by r.xid
          limit 1
        ) r)',
    slot_was_entered.slot)
  into v_entered using slot_was_entered.since, slot_was_entered.slot;
  return v_entered;
end
$$;

call awa_store.publish('awa_store.slot_was_entered');
$awa_script$),
('functions/private/R__store_stop_attempt.sql', null, 'store stop attempt', 903198635, $awa_script$
-- Tells a worker to stop an attempt: at once if it listens, with its next heartbeats in any case.
create or replace function awa_store.stop_attempt(worker_id uuid, claim_id bigint, job_id bigint, reason text)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.stop_notice (claim_id, job_id, worker_id, created_at, reason)
  values (stop_attempt.claim_id, stop_attempt.job_id, stop_attempt.worker_id, awa_store.clock(), stop_attempt.reason)
  on conflict do nothing;
  perform pg_notify(
    'awa',
    format('stop:%s:%s:%s:%s', stop_attempt.worker_id, stop_attempt.claim_id, stop_attempt.job_id, stop_attempt.reason));
end
$$;

call awa_store.publish('awa_store.stop_attempt');
$awa_script$),
('functions/private/R__store_try_withdraw.sql', null, 'store try withdraw', -1618335144, $awa_script$
-- Takes a waiting entry out of its lane, for a job that is cancelled or replaced; confirm_withdrawal has the last word at
-- commit. Waits for another transaction that withdraws the same entry; false if that one committed: look again.
-- Errors: AW008, since only READ COMMITTED can look again at commit; 40001 if the entry is no more.
create or replace function awa_store.try_withdraw(
  job_id bigint,
  lane bigint,
  xid xid8,
  seq bigint,
  purpose text,
  reason text default null
)
returns boolean
language plpgsql
volatile
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'job %s is available; to %s it needs READ COMMITTED, not %s',
        try_withdraw.job_id, try_withdraw.purpose, upper(current_setting('transaction_isolation'))),
      hint = 'A worker may be claiming it, which an older snapshot cannot see.';
  end if;
  insert into awa_store.withdrawn (xid, seq, job_id, withdrawn_at, lane, purpose, reason)
  values (
    try_withdraw.xid, try_withdraw.seq, try_withdraw.job_id, awa_store.clock(), try_withdraw.lane,
    try_withdraw.purpose, try_withdraw.reason)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  -- Another transaction may have withdrawn it since the look, and the ring may have dropped both.
  perform from awa_store.ready r where r.job_id = try_withdraw.job_id and r.seq = try_withdraw.seq;
  if not found then
    raise exception using
      errcode = '40001',
      message = format('job %s was withdrawn by another transaction meanwhile', try_withdraw.job_id),
      hint = 'Run the transaction again.';
  end if;
  perform awa_store.note_commit_locks('lane', array[awa_store.lane_key(try_withdraw.lane)]);
  perform awa_store.note_commit_locks('concurrency', array[awa_store.place_key(p.concurrency_key)])
  from awa_store.place p
  where p.job_id = try_withdraw.job_id;
  return true;
end
$$;

call awa_store.publish('awa_store.try_withdraw');
$awa_script$),
('functions/private/R__store_turn_ring.sql', null, 'store turn ring', 2062202865, $awa_script$
-- One bounded step of the ring: seals the current slot when its time is over and a free one is there; looks which sealed
-- slots are drained, carries forward what lives in them for too long; truncates the oldest when its history is due.
-- A slot takes entries for half of keep_completed and is kept for the whole of it after it is drained, so that three of the
-- four slots are in use. If none is free the current one goes on and grows. True if it holds locks that others wait for.
create or replace function awa_store.turn_ring()
returns boolean
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_keep interval := (select s.keep_completed from awa_store.settings s);
  v_current smallint := (select r.current_slot from awa_store.ring r);
  v_next smallint;
  v_slot awa_store.slot;
  v_seen pg_snapshot;
  v_is_holding boolean := false;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    return false; -- an older snapshot may miss what lives in a slot
  end if;
  if exists (select from awa_store.slot t where t.slot = v_current and t.opened_at + v_keep / 2 <= v_now) then
    -- In turn, as far as they are free.
    select t.slot into v_next
    from awa_store.slot t
    where t.opened_at is null
    order by t.slot < v_current, t.slot
    limit 1;
    if found then
      update awa_store.slot t set sealed_at = v_now where t.slot = v_current;
      update awa_store.slot t set opened_at = v_now where t.slot = v_next;
      update awa_store.ring r set current_slot = v_next;
      return false; -- what else there is to do needs a snapshot that sees it
    end if;
  end if;

  for v_slot in
    select t.*
    from awa_store.slot t
    where t.sealed_at is not null and (t.retry_at is null or t.retry_at <= v_now)
    order by t.sealed_at
  loop
    if v_slot.drained_at is null then
      -- Taken before the look: what it sees is looked at, what comes later is found by reclaim_slot.
      v_seen := awa_store.past_snapshot();
      if not awa_store.slot_is_live(v_slot.slot) then
        update awa_store.slot t
        set drained_at = awa_store.clock(), drained = v_seen, tries = 0, retry_at = null
        where t.slot = v_slot.slot;
      elsif v_slot.sealed_at + v_keep / 2 <= v_now then
        v_is_holding := awa_store.carry_forward(v_slot.slot, 1000) > 0 or v_is_holding;
      else
        update awa_store.slot t set retry_at = v_now + least(v_keep / 100, interval '1 minute') where t.slot = v_slot.slot;
      end if;
    elsif v_slot.drained_at + v_keep <= v_now
      and not exists (select from awa_store.slot o where o.sealed_at < v_slot.sealed_at)
      and awa_store.archive(v_slot.slot, 5000)
    then
      if not awa_store.detach_slot(v_slot.slot) then
        -- A call that began before must not outlast the old cursors without seeing the new ones.
        update awa_store.slot t set retry_at = v_now + least(v_keep / 100, interval '1 s') where t.slot = v_slot.slot;
      elsif not awa_store.reclaim_slot(v_slot.slot) then
        update awa_store.slot t
        set tries = t.tries + 1, retry_at = v_now + least(interval '1 s' * 2 ^ least(t.tries, 6), v_keep / 100)
        where t.slot = v_slot.slot;
      end if;
      return true;
    end if;
  end loop;
  return v_is_holding;
end
$$;

call awa_store.publish('awa_store.turn_ring');
$awa_script$),
('functions/private/R__store_uncount.sql', null, 'store uncount', 893017052, $awa_script$
-- Takes a job that is not ended any more, or not known, out of the stretch of history that it was counted in: by a row of its own,
-- so that nobody waits for the transaction that does.
create or replace function awa_store.uncount(queue text, state text, ended_at timestamptz)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.ended_count (from_at, until_at, jobs, queue, state)
  select c.from_at, c.until_at, -1, c.queue, c.state
  from awa_store.ended_count c
  where c.queue = uncount.queue and c.state = uncount.state and c.from_at <= uncount.ended_at
    and c.until_at > uncount.ended_at
  limit 1;
end
$$;

call awa_store.publish('awa_store.uncount');
$awa_script$),
('functions/private/R__store_waiting_entries.sql', null, 'store waiting entries', -1881028167, $awa_script$
-- The first entries of a lane in a slot that its cursor has not passed, committed ones, withdrawn ones included.
create or replace function awa_store.waiting_entries(lane bigint, slot int, max_entries int)
returns table (xid xid8, seq bigint)
language plpgsql
stable
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
#variable_conflict use_column
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_at awa_store.claim;
begin
  select c.* into v_at
  from awa_store.claim c
  where c.lane = waiting_entries.lane
  order by c.turn desc
  limit 1;
  -- As in lane_peek: what lies behind the position, what the window's snapshot saw in progress, what is newer.
  return query execute format(
    'select r.xid, r.seq
    from (
      select w.* from awa_store.window_ranges($1, $2, $3, $4, $5) w
      union all
      select x, 0, (x::text::bigint + 1)::text::xid8 from pg_snapshot_xip($6) x
      union all
      select pg_snapshot_xmax($3), 0, ''18446744073709551615''
    ) w
    cross join lateral (
      select e.xid, e.seq
      from awa_store.ready_%s e
      where e.lane = $7 and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
      order by e.xid, e.seq
      limit $8
    ) r
    where awa_store.consumed(r.xid, r.seq, $1, $2, $6, $4, $5) is not true
    limit $8', waiting_entries.slot)
  using coalesce(v_at.prev_xmax, '0'), coalesce(v_at.late, '{}'), v_now, coalesce(v_at.pos_xid, '0'),
    coalesce(v_at.pos_seq, 0), v_at.cur, waiting_entries.lane, waiting_entries.max_entries;
end
$$;

call awa_store.publish('awa_store.waiting_entries');
$awa_script$),
('functions/private/R__store_waiting_ranges.sql', null, 'store waiting ranges', -1151753443, $awa_script$
-- The entries of a lane that its cursor has not passed, as ranges which have none in common: (xid, seq) beyond
-- (from_xid, from_seq) and xid < below. What is left of the late ids; ids before the cursor's position that the window's
-- snapshot saw in progress; and all from the position on. A lane that was never claimed from (nulls) is one range.
create or replace function awa_store.waiting_ranges(
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns table (from_xid xid8, from_seq bigint, below xid8)
language sql
immutable
as $$
  select l, case when l = pos_xid then pos_seq else 0 end, (l::text::bigint + 1)::text::xid8
  from unnest(late) l
  where l >= pos_xid
  union all
  select x, 0, (x::text::bigint + 1)::text::xid8
  from pg_snapshot_xip(cur) x
  where x < greatest(prev_xmax, pos_xid)
  union all
  select
    coalesce(greatest(prev_xmax, pos_xid), '0'), case when pos_xid >= prev_xmax then pos_seq else 0 end,
    '18446744073709551615'::xid8;
$$;

call awa_store.publish('awa_store.waiting_ranges');
$awa_script$),
('functions/private/R__store_wake.sql', null, 'store wake', -356423712, $awa_script$
-- Tells sleeping workers of a queue, and only them, that there is work. Call it after the row is written: then either
-- this sees the sleeper, or the sleeper knows that this transaction may be in progress and polls until it has ended.
-- A sleeper holds a shared session lock; the exclusive probe that fails may have met another probe, so wake tries again.

-- One probe. In one expression, so that no cancel request or timeout comes between: the lock would stay with the session.
create or replace function awa_store.someone_sleeps(queue text)
returns boolean
language sql
volatile
as $$
  select case
    when pg_try_advisory_lock(awa_store.lock_class('sleep'), hashtext(queue))
      then not pg_advisory_unlock(awa_store.lock_class('sleep'), hashtext(queue))
    else true
  end;
$$;

create or replace function awa_store.wake(queue text)
returns void
language plpgsql
volatile
as $$
begin
  for i in 1..4 loop
    if not awa_store.someone_sleeps(queue) then
      return;
    end if;
  end loop;
  perform pg_notify('awa', 'work:' || queue);
end
$$;

call awa_store.publish('awa_store.someone_sleeps');
call awa_store.publish('awa_store.wake');
$awa_script$),
('functions/private/R__store_watch_claims.sql', null, 'store watch claims', 1717215968, $awa_script$
-- Puts claims that stay open under watch: those between the last two looks (at_once: all up to now) which have not been
-- settled yet. Two looks, five seconds apart, so that claims of short jobs never come to be watched.
create or replace function awa_store.watch_claims(at_once boolean)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_watch awa_store.watch;
  v_now pg_snapshot := awa_store.past_snapshot();
  v_to pg_snapshot;
begin
  select w.* into strict v_watch from awa_store.watch w;
  if not at_once and v_watch.next_at + interval '5 s' > awa_store.clock() then
    return;
  end if;
  v_to := case when at_once then v_now else v_watch.next end;
  insert into awa_store.open_claim (claim_id, worker_id, claimed_at, deadline_at, slot)
  select c.claim_id, c.worker_id, c.claimed_at, c.deadline_at, c.slot
  from awa_store.claims_between(v_watch.passed, v_to) c
  where c.job_ids <> '{}'
    and not exists (select from awa_store.outcome e where e.claim_id = c.claim_id and e.slot = c.slot and e.is_last)
  on conflict do nothing;
  -- Nothing is written while nothing is claimed.
  if exists (select from awa_store.claims_between(v_watch.passed, v_now)) then
    update awa_store.watch w set passed = v_to, next = v_now, next_at = awa_store.clock();
  end if;
  -- Settled at the moment that they were put here.
  delete from awa_store.open_claim o
  where exists (select from awa_store.outcome e where e.claim_id = o.claim_id and e.slot = o.slot and e.is_last);
end
$$;

-- The present snapshot without this transaction, which may write more after it.
create or replace function awa_store.past_snapshot()
returns pg_snapshot
language plpgsql
volatile
as $$
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_own xid8 := pg_current_xact_id_if_assigned();
begin
  if v_own is null or v_own >= pg_snapshot_xmax(v_now) then
    return v_now;
  end if;
  return format(
    '%s:%s:%s',
    least(pg_snapshot_xmin(v_now), v_own),
    v_own,
    (select string_agg(x::text, ',' order by x) from pg_snapshot_xip(v_now) x where x < v_own))::pg_snapshot;
end
$$;

call awa_store.publish('awa_store.watch_claims');
call awa_store.publish('awa_store.past_snapshot');
$awa_script$),
('functions/private/R__store_window_ranges.sql', null, 'store window ranges', 411784303, $awa_script$
-- What a lane's cursor has not passed of its window, as ranges of entries in claiming order: (xid, seq) beyond
-- (from_xid, from_seq) and xid < below. First the late ids, then the ids from prev_xmax up to the end of the snapshot.
-- One lower bound each, so that an index scan starts at the cursor and not at the beginning of the lane.
-- The oldest ids in progress are left out, so that nobody walks the entries of a bulk load before it commits; those of
-- younger ones the reader must filter out.
create or replace function awa_store.window_ranges(
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns table (from_xid xid8, from_seq bigint, below xid8)
language sql
immutable
as $$
  select l, case when l = pos_xid then pos_seq else 0 end, (l::text::bigint + 1)::text::xid8
  from unnest(late) l
  where l >= pos_xid
  union all
  select
    case when g.n > 1 then s.open[g.n - 1] when pos_xid >= prev_xmax then pos_xid else prev_xmax end,
    case when g.n > 1 then 9223372036854775807 when pos_xid >= prev_xmax then pos_seq else 0 end,
    coalesce(s.open[g.n], pg_snapshot_xmax(cur))
  from (
    select array(select x from pg_snapshot_xip(cur) x where x >= prev_xmax and x > pos_xid limit 8)
  ) s (open)
  cross join generate_series(1, cardinality(s.open) + 1) g (n);
$$;

call awa_store.publish('awa_store.window_ranges');

-- When the first entry that a lane's cursor has not passed became due, and whether it is in the cursor's present window; no row if
-- there is none. Reads what is committed and takes no lock: an entry that another session is just claiming may be seen, and one
-- that was withdrawn, which the next claim passes over; one that nobody claimed is never missed.
-- The cursor (null: never claimed) is that of the lane's newest claim. One select, so that it is planned as part of its
-- callers and set up once for all their lanes.
create or replace function awa_store.lane_peek(
  lane bigint,
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
)
returns table (waits_since timestamptz, in_window boolean)
language sql
stable
as $$
  -- The window to its end, before anything that came later among its ids. Then what lies behind the position for the next
  -- window; what this one's snapshot saw in progress and has ended; what this transaction wrote itself, promoting for instance.
  select r.run_at, w.in_window
  from (
    select w.from_xid, w.from_seq, w.below, true
    from awa_store.window_ranges(prev_xmax, late, cur, pos_xid, pos_seq) w
    union all
    select w.from_xid, w.from_seq, w.below, false
    from awa_store.window_ranges(
      coalesce(prev_xmax, '0'), late, pg_current_snapshot(), coalesce(pos_xid, '0'), coalesce(pos_seq, 0)) w
    union all
    select x, 0, (x::text::bigint + 1)::text::xid8, false
    from pg_snapshot_xip(cur) x
    where pg_visible_in_snapshot(x, pg_current_snapshot())
    union all
    select o.xid, case when o.xid = pos_xid then pos_seq else 0 end, (o.xid::text::bigint + 1)::text::xid8, false
    from (select pg_current_xact_id_if_assigned()) o (xid)
    where o.xid >= pg_snapshot_xmax(pg_current_snapshot())
  ) w (from_xid, from_seq, below, in_window)
  cross join lateral (
    select e.run_at
    from awa_store.ready e
    where e.lane = lane_peek.lane and (e.xid, e.seq) > (w.from_xid, w.from_seq) and e.xid < w.below
      and (not w.in_window or pg_visible_in_snapshot(e.xid, cur))
    order by e.xid, e.seq
    limit 1
  ) r
  limit 1;
$$;

call awa_store.publish('awa_store.lane_peek');
$awa_script$),
('functions/private/R__store_window_snapshot.sql', null, 'store window snapshot', 72014190, $awa_script$
-- The snapshot that a lane's next window ends with: the present one, or, in a transaction that has written already, one
-- that ends right after it. The own id counts as visible, so that jobs promoted by this very call can be claimed; but the
-- transaction may still insert. As the window's last id, its later rows lie behind the cursor's position in the same
-- window and are not passed over.
create or replace function awa_store.window_snapshot()
returns pg_snapshot
language plpgsql
volatile
as $$
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_own bigint := pg_current_xact_id_if_assigned()::text;
begin
  -- So many subtransactions of others since the last end of a transaction would make a snapshot too large to keep; own
  -- rows wait for the next window then.
  if v_own is null or v_own - pg_snapshot_xmax(v_now)::text::bigint > 100 then
    return v_now;
  end if;
  -- Ids from xmax up to the own one had begun and not ended when the snapshot was taken.
  return format(
    '%s:%s:%s',
    least(pg_snapshot_xmin(v_now)::text::bigint, v_own),
    v_own + 1,
    (
      select string_agg(x::text, ',' order by x)
      from (
        select i::text::bigint from pg_snapshot_xip(v_now) i
        union all
        select generate_series(pg_snapshot_xmax(v_now)::text::bigint, v_own - 1)
      ) r (x)
      where x < v_own
    ))::pg_snapshot;
end
$$;

call awa_store.publish('awa_store.window_snapshot');
$awa_script$),
('functions/private/R__store_with_error.sql', null, 'store with error', -1338447378, $awa_script$
-- Appends an error to a job's list, newest last; keeps the newest 20 and 8000 characters of each.
create or replace function awa_store.with_error(errors jsonb, attempt int, failed_at timestamptz, error text)
returns jsonb
language sql
stable
as $$
  select case
      when jsonb_array_length(coalesce(errors, '[]')) >= 20 then errors - 0
      else coalesce(errors, '[]')
    end
    || jsonb_build_object(
      'attempt', attempt,
      'at', failed_at,
      'error', case
        when length(error) > 8000 then left(error, 8000) || format(' ... (%s characters)', length(error))
        else error
      end);
$$;

call awa_store.publish('awa_store.with_error');
$awa_script$),
('functions/public/R__tick.sql', null, 'tick', -1777669166, $awa_script$
-- Housekeeping in one bounded step, for any worker or a cron to call about once a second: declares workers without
-- heartbeats lost and takes their jobs away, ends attempts past their timeout, promotes due jobs that a claim may have
-- overlooked, removes what was kept long enough and turns the ring. Each rescued or expired attempt counts as failed. Calls
-- that meet another one return zeros.
-- Errors: AW002 unknown option, AW007 the database was restored from another server.
-- Locks: housekeeping (tried); per job as its settle would.
-- Roles: worker, operator.
create or replace function awa.tick(
  opts jsonb default '{}'
)
returns table (promoted int, workers_lost int, jobs_rescued int, jobs_expired int)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_claim record;
  v_expired bigint[];
  v_deadline timestamptz;
  v_queue text;
  v_count int;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  promoted := 0;
  workers_lost := 0;
  jobs_rescued := 0;
  jobs_expired := 0;
  if not pg_try_advisory_xact_lock(awa_store.lock_class('housekeeping'), 0) then
    return next;
    return;
  end if;

  perform awa_store.check_origin();
  perform awa_store.look_at_parents(500);
  update awa_store.worker w
  set lost_at = v_now
  where w.worker_id in (
    select o.worker_id
    from awa_store.worker o
    where o.lost_at is null and o.heartbeat_at + o.dead_after < v_now
    for update skip locked);
  get diagnostics workers_lost = row_count;

  perform awa_store.watch_claims(workers_lost > 0);
  -- A claim may commit after its worker was declared lost, so claims are matched with live workers, not with lost ones.
  -- One that somebody is settling at this moment is left for the next call.
  for v_claim in
    select o.claim_id, o.slot, coalesce(w.name, 'worker') as name
    from awa_store.open_claim o
    left join awa_store.worker w on w.worker_id = o.worker_id
    where w.worker_id is null or w.lost_at is not null
    limit 100
  loop
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(v_claim.claim_id));
    select awa_store.rescue(c.claim_id, c.job_ids, format('%s is lost', v_claim.name)) into strict v_count
    from awa_store.claim c
    where c.claim_id = v_claim.claim_id and c.slot = v_claim.slot;
    jobs_rescued := jobs_rescued + v_count;
  end loop;
  delete from awa_store.stop_notice n
  using awa_store.worker w
  where w.worker_id = n.worker_id and w.lost_at is not null;
  delete from awa_store.worker w
  where w.lost_at is not null
    and not exists (select from awa_store.open_claim o where o.worker_id = w.worker_id);

  for v_claim in
    select o.claim_id, o.slot, o.worker_id, o.claimed_at
    from awa_store.open_claim o
    where o.deadline_at <= v_now
    limit 100
  loop
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(v_claim.claim_id));
    -- What is left waits for its own deadline.
    select
      coalesce(array_agg(j.job_id) filter (where j.deadline_at <= v_now), '{}'),
      min(j.deadline_at) filter (where j.deadline_at > v_now)
    into v_expired, v_deadline
    from (
      select u.job_id, v_claim.claimed_at + (r.options ->> 'timeout')::interval as deadline_at
      from awa_store.claim c
      cross join unnest(c.job_ids) u (job_id)
      cross join lateral (
        select e.options from awa_store.ready e where e.job_id = u.job_id order by e.seq desc limit 1
      ) r
      where c.claim_id = v_claim.claim_id and c.slot = v_claim.slot
        and not exists (
          select
          from awa_store.outcome o
          where o.claim_id = c.claim_id and o.slot = c.slot and u.job_id = any (o.job_ids))
    ) j;
    update awa_store.open_claim o set deadline_at = v_deadline where o.claim_id = v_claim.claim_id;
    if v_expired <> '{}' then
      v_count := awa_store.rescue(v_claim.claim_id, v_expired, 'timeout: the attempt took too long');
      jobs_expired := jobs_expired + v_count;
      perform awa_store.stop_attempt(v_claim.worker_id, v_claim.claim_id, j, 'deadline') from unnest(v_expired) j;
    end if;
  end loop;

  -- From the oldest on: claims search from a mark that a late commit may lie behind.
  for v_queue in select q from awa_store.deferred_queues() q loop
    v_count := awa_store.promote(v_queue, 1000, '-infinity');
    if v_count > 0 then
      perform awa_store.wake(v_queue);
      promoted := promoted + v_count;
    end if;
  end loop;
  perform awa_store.note_full_queues();
  perform awa_store.forget_withdrawn(1000);
  perform awa_store.forget_ended(500);
  perform awa_store.look_at_keys(100);
  if not awa_store.turn_ring() then
    -- It may have taken locks that others wait for.
    update awa_store.watch w set stats_at = v_now where w.stats_at <= v_now - interval '10 s';
    if found then
      if awa_store.count_long_lanes(20000) then
        -- Goes on at once.
        update awa_store.watch w set stats_at = '-infinity';
      end if;
      perform awa_store.count_histories(20000);
    end if;
  end if;
  -- Last, since it keeps the locks that it takes.
  perform awa_store.let_in_overlooked(1000);
  return next;
end
$$;

call awa_store.publish('awa.tick', 'awa_worker', 'awa_operator');
comment on function awa.tick is 'One bounded step of housekeeping: rescue, timeouts, promotion, retention. Call it about once a second.';
$awa_script$),
('functions/public/R__unique_key.sql', null, 'unique key', -362403081, $awa_script$
-- The unique key of a job with these parts: the first 16 bytes of the SHA-256 of the UTF-8 text of the JSON array
-- ["awa:unique:1", kind, queue, args, period_start, key], as jsonb prints it, numbers without trailing fractional zeros.
-- A part that does not make the job unique is null. period_start: start of the window in seconds since the epoch.
-- Errors: AW001 kind missing.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.unique_key(
  kind text,
  queue text default null,
  args jsonb default null,
  period_start bigint default null,
  key text default null
)
returns bytea
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if kind is null or kind = '' then
    raise exception using
      errcode = 'AW001', message = 'kind must not be empty', hint = 'A unique key always includes the kind.';
  end if;
  return substr(
    sha256(convert_to(
      jsonb_build_array('awa:unique:1', kind, queue, awa_store.canonical(args), period_start, key)::text, 'UTF8')),
    1, 16);
end
$$;

call awa_store.publish('awa.unique_key', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.unique_key is 'Derives the 16-byte unique key of a job from the parts that make it unique.';
$awa_script$),
('views/R__view_jobs.sql', null, 'view jobs', -702036157, $awa_script$
-- One row per job, from wherever it is: in deferred or ended, in an outcome that completed it, under an open claim without
-- an outcome, or else in ready beyond the cursor of its lane, unless it was withdrawn there. Each
-- branch has its states as constants, so that a query for one state reads no more than it must.
create or replace view awa.jobs as
with newest as not materialized (
  select r.*
  from awa_store.ready r
  where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
)
select
  r.job_id as id, r.kind, r.queue, ((r.lane >> 2) & 1023)::int as partition,
  ((r.lane & 3) + 1)::int as priority, 'available' as state,
  r.attempt - 1 as attempt, r.max_attempts::int as max_attempts, r.run_at, r.created_at, null::timestamptz as attempted_at,
  null::timestamptz as finalized_at, null::uuid as worker_id, r.args, r.ordering_key, r.unique_key,
  coalesce(r.tags, '{}') as tags, coalesce(r.metadata, '{}') as metadata, r.progress, coalesce(r.errors, '[]') as errors,
  null::jsonb as result, null::text as reason, r.options
from newest r
left join (
  select distinct on (c.lane) c.* from awa_store.claim c where c.lane is not null order by c.lane, c.turn desc
) h on h.lane = r.lane
where (
    pg_visible_in_snapshot(r.xid, h.cur)
      and ((r.xid, r.seq) <= (h.pos_xid, h.pos_seq) or (r.xid < h.prev_xmax and r.xid <> all (h.late)))
  ) is not true
  and not exists (select from awa_store.deferred d where d.job_id = r.job_id)
  and not exists (select from awa_store.ended d where d.job_id = r.job_id)
  and not exists (
    select
    from awa_store.withdrawn w
    where w.lane = r.lane and w.xid = r.xid and w.seq = r.seq)
union all
select
  r.job_id, r.kind, r.queue, ((r.lane >> 2) & 1023)::int, ((r.lane & 3) + 1)::int, 'running', r.attempt, r.max_attempts, r.run_at, r.created_at,
  l.claimed_at, null, l.worker_id, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'),
  coalesce(r.metadata, '{}'), coalesce(p.progress, r.progress), coalesce(r.errors, '[]'), null, null, r.options
from awa_store.running_claim l
join awa_store.claim c on c.claim_id = l.claim_id and c.slot = l.slot
cross join lateral (
  select u from unnest(c.job_ids) u
  except
  select unnest(o.job_ids) from awa_store.outcome o where o.claim_id = l.claim_id and o.slot = l.slot
) j (job_id)
join newest r on r.job_id = j.job_id
left join awa_store.progress p on p.claim_id = l.claim_id and p.job_id = j.job_id
union all
select
  r.job_id, r.kind, r.queue, ((r.lane >> 2) & 1023)::int, ((r.lane & 3) + 1)::int, 'completed', r.attempt, r.max_attempts, r.run_at, r.created_at,
  c.claimed_at, o.settled_at, c.worker_id, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'),
  coalesce(r.metadata, '{}'), null, coalesce(r.errors, '[]'), nullif(o.results -> (j.n - 1)::int, 'null'), null, r.options
from awa_store.outcome o
join awa_store.claim c on c.claim_id = o.claim_id and c.slot = o.slot
cross join unnest(o.job_ids) with ordinality j (job_id, n)
join newest r on r.job_id = j.job_id
where o.state = 'completed'
  and o.settled_at > awa_store.clock() - coalesce(
    (r.options ->> 'keep')::interval, (select q.keep_completed from awa_store.queue q where q.name = o.queue),
    (select s.keep_completed from awa_store.settings s))
  and not exists (select from awa_store.ended d where d.job_id = r.job_id)
union all
select
  r.job_id, r.kind, r.queue, ((r.lane >> 2) & 1023)::int, ((r.lane & 3) + 1)::int, 'cancelled', r.attempt - 1, r.max_attempts, r.run_at, r.created_at,
  null, w.withdrawn_at, null, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'), coalesce(r.metadata, '{}'),
  r.progress, coalesce(r.errors, '[]'), null, w.reason, r.options
from awa_store.withdrawn w
join newest r on r.job_id = w.job_id and r.seq = w.seq
where w.purpose = 'cancel' and w.withdrawn_by = pg_current_xact_id_if_assigned()
  and not exists (select from awa_store.ended d where d.job_id = w.job_id)
  and not exists (select from awa_store.deferred d where d.job_id = w.job_id)
union all
select
  d.job_id, d.kind, d.queue, d.partition, d.priority, d.state, d.attempt - 1, d.max_attempts, d.run_at, d.created_at,
  d.attempted_at, null, d.worker_id, d.args, d.ordering_key, d.unique_key, coalesce(d.tags, '{}'),
  coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null, null, d.options
from awa_store.deferred d
union all
select
  d.job_id, d.kind, d.queue, d.partition, d.priority, d.state, d.attempt, d.max_attempts, d.run_at, d.created_at,
  d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key, coalesce(d.tags, '{}'),
  coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason, d.options
from awa_store.ended d
cross join awa_store.settings s
left join awa_store.queue q on q.name = d.queue
where coalesce(
    d.keep_until,
    d.finalized_at + case d.state
      when 'completed' then coalesce(q.keep_completed, s.keep_completed)
      when 'failed' then coalesce(q.keep_failed, s.keep_failed)
      else coalesce(q.keep_cancelled, s.keep_cancelled)
    end) > awa_store.clock();

comment on view awa.jobs is 'One row per job: state, attempts, errors, progress, result and times. For one job, get_job is cheaper.';

do $$
declare
  v_role text;
begin
  revoke all on awa.jobs from public;
  foreach v_role in array array['awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant select on awa.jobs to %I', v_role);
    end if;
  end loop;
end
$$;

call awa_store.take_ownership();
$awa_script$),
('views/R__view_kinds.sql', null, 'view kinds', -409855807, $awa_script$
create or replace view awa.kinds as
select k.name as kind, k.description, k.args_schema, k.described_at
from awa_store.kind k;

comment on view awa.kinds is 'The described kinds of jobs: what they are, and a JSON Schema of their args.';

do $$
declare
  v_role text;
begin
  revoke all on awa.kinds from public;
  foreach v_role in array array['awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant select on awa.kinds to %I', v_role);
    end if;
  end loop;
end
$$;

call awa_store.take_ownership();
$awa_script$),
('views/R__view_new_jobs.sql', null, 'view new jobs', 1566221709, $awa_script$
-- Jobs by COPY: each row that is copied into the view, or inserted, is a call of insert_job with the columns as arguments.
create or replace view awa.new_jobs as
select
  null::text as kind, null::jsonb as args, null::text as queue, null::int as priority, null::timestamptz as run_at,
  null::int as max_attempts, null::jsonb as unique_by, null::text as ordering_key, null::text[] as tags,
  null::jsonb as metadata, null::jsonb as opts
where false;

create or replace function awa_store.insert_new_job()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform
  from awa.insert_job(
    new.kind, new.args, new.queue, new.priority, new.run_at, new.max_attempts, new.unique_by, new.ordering_key,
    coalesce(new.tags, '{}'), new.metadata, coalesce(new.opts, '{}'));
  return new;
end
$$;

call awa_store.publish('awa_store.insert_new_job');

do $$
declare
  v_role text;
begin
  if not exists (select from pg_catalog.pg_trigger where tgrelid = 'awa.new_jobs'::regclass and tgname = 'insert_new_job') then
    create trigger insert_new_job instead of insert on awa.new_jobs
      for each row execute function awa_store.insert_new_job();
  end if;
  revoke all on awa.new_jobs from public;
  foreach v_role in array array['awa_producer', 'awa_worker', 'awa_operator'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant insert on awa.new_jobs to %I', v_role);
    end if;
  end loop;
end
$$;

comment on view awa.new_jobs is 'Enqueues by COPY or INSERT: each row is a call of insert_job with its columns as arguments.';

call awa_store.take_ownership();
$awa_script$)
        ) s (path, version, description, checksum, body)
    loop
        select h.checksum into v_found
        from awa_store.schema_history h
        where h.success and h.version is not distinct from v_script.version and h.description = v_script.description
        order by h.installed_rank desc
        limit 1;
        continue when v_found = v_script.checksum;
        if v_found is not null and v_script.version is not null then
            raise exception 'The file % was applied to this database in another version (checksum %, here %).',
                v_script.path, v_found, v_script.checksum
                using hint = 'A released table migration never changes: install the release that this database came from.';
        end if;

        v_start := clock_timestamp();
        execute v_script.body;
        insert into awa_store.schema_history
            (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
        select coalesce(max(h.installed_rank), 0) + 1, v_script.version, v_script.description, 'SQL', v_script.path,
            v_script.checksum, current_user, extract(milliseconds from clock_timestamp() - v_start)::int, true
        from awa_store.schema_history h;
        v_applied := v_applied + 1;
    end loop;

    perform set_config('search_path', v_path, true), set_config('client_min_messages', v_level, true);
    raise notice 'Awa schema 2: % of 129 scripts applied.', v_applied;
end
$awa_install$;
