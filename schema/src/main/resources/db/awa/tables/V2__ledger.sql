-- The ledger and the tables around it. Runs before new code.

-- The ring of segments that ready, claim and outcome are partitioned by; one row, read by every enqueue and claim. turn
-- and turned_by: how often it has turned, from 1 on, and the transaction that did it last; older_segment: where else
-- than in the current segment something may wait, so that small claims look at no others: in the one that was current
-- before; the current one again: nowhere; null: anywhere. configured: the queues that an enqueue has to look up, since
-- they have partitions or limits; limited_kinds: those whose jobs a claim has to set apart, since they have limits of
-- their own; has_schedules: whether claims have to look for those that are due, see settle_has_schedules;
-- system_identifier: of the cluster whose transaction ids the ledger knows.
create table awa_store.ring (
  only_row boolean primary key default true check (only_row),
  current_segment smallint not null,
  older_segment smallint,
  turn bigint not null,
  turned_by xid8 not null default '0',
  configured text[] not null default '{}',
  has_schedules boolean not null default false,
  limited_kinds text[] not null default '{}',
  system_identifier bigint not null
);
insert into awa_store.ring (current_segment, older_segment, turn, system_identifier)
select 0, 0, 1, c.system_identifier from pg_control_system() c;

-- The last turn that tick knows to be committed. A sequence is the same for all snapshots, see entered.
create sequence awa_store.turn_seq;
select setval('awa_store.turn_seq', 1);

-- What becomes of each segment. Free: nothing but its number. Current: opened. Sealed: no longer entered by
-- transactions that look at the ring for the first time; entrants: those that looked before and are still open, null
-- until that is known. Drained: nobody can enter it any more, and of all that the snapshot drained sees in it nothing
-- waits or runs any more; when its history is due it is truncated and free again. archive_*: how far longer kept
-- history has been copied out of it; lane_mark: up to which lane the present look at the segment has come, and seen the
-- snapshot of its beginning; borrowers and borrower_mark: in which table, and up to which job, those have been looked
-- for whose args lie in it; kept_by: the last transaction that copied or moved anything out of it, since it is
-- truncated in a later one; retry_at: when to try again what others were in the way of.
create table awa_store.segment (
  segment smallint primary key,
  opened_at timestamptz,
  sealed_at timestamptz,
  drained_at timestamptz,
  drained pg_snapshot,
  entrants text[],
  retry_at timestamptz,
  tries int not null default 0,
  archive_job bigint,
  archive_queue text,
  archive_at timestamptz,
  lane_mark uuid,
  seen pg_snapshot,
  borrowers text,
  borrower_mark bigint,
  kept_by xid8
);
insert into awa_store.segment (segment, opened_at) values (0, now()), (1, null), (2, null), (3, null);

-- How long ended jobs are kept, for queues that do not say otherwise; one row. keep_completed is also the pace of the
-- ring.
-- max_delay: how long a job may be put off, or an attempt may take, at most.
create table awa_store.settings (
  only_row boolean primary key default true check (only_row),
  keep_completed interval not null default '24 hours' check (keep_completed > interval '0'),
  keep_failed interval not null default '30 days' check (keep_failed > interval '0'),
  keep_cancelled interval not null default '7 days' check (keep_cancelled > interval '0'),
  max_delay interval not null default '366 days' check (max_delay > interval '0')
);
insert into awa_store.settings default values;

-- Numbers jobs and ledger entries; the first entry of a job has the job's id.
create sequence awa_store.entry_seq;
create sequence awa_store.claim_seq;

-- Numbers what sessions do to their marks as sleepers, see mark_asleep. Unlogged, so that taking a number takes no
-- transaction id.
create unlogged sequence awa_store.sleep_seq cache 20;

-- When tick was last at its end, in milliseconds since 1970, for those who would call it again at once. A sequence,
-- since a row would leave dead ones; unlogged, so that it costs no WAL.
create unlogged sequence awa_store.tick_seq;

-- One row per runnable attempt of a job, with its payload. Append only. lane stands for queue, partition and priority,
-- see awa_store.lane; attempt is the number the attempt will have when it runs; xid is the transaction that enqueued
-- it; options are those of insert_job, as job_options leaves them. args: null in an entry that borrows them from an
-- earlier one of the job, see payload_of, so that they are not written again with each attempt.
create table awa_store.ready (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null,
  job_id bigint not null,
  lane uuid not null,
  run_at timestamptz not null,
  created_at timestamptz not null,
  segment smallint not null,
  attempt smallint not null,
  max_attempts smallint not null,
  queue text collate "C" not null,
  kind text not null,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  options jsonb,
  progress jsonb,
  errors jsonb
) partition by list (segment);
create index ready_lane on awa_store.ready (lane, xid, seq);
create index ready_job on awa_store.ready (job_id);
create index ready_unique on awa_store.ready (unique_key) where unique_key is not null;
create index ready_kept on awa_store.ready (job_id) where options ? 'keep';
create index ready_borrowed on awa_store.ready (job_id) where args is null;

-- Where a lane's claims have come to. The window between two snapshots that is being claimed: ids from prev_xmax on
-- that cur sees, and before them the late ones, which the snapshot before it saw in progress; and the last entry
-- claimed in it. All null: the lane was never claimed from.
create type awa_store.cursor as (
  prev_xmax xid8,
  late xid8[],
  cur pg_snapshot,
  pos_xid xid8,
  pos_seq bigint
);

-- One row per claim of a lane: what was taken, by whom, and where the lane's cursor stands after it. Append only;
-- claim_no counts the claims of the lane, taken the entries that its cursor has passed. deadline_at is the earliest of
-- its jobs; has_keys: jobs with a unique or concurrency key are among them; needs_admission: jobs that a claim has to
-- look at first; limits: the ids of those in whose concurrency its jobs count, null for none. A claim that was carried
-- forward has neither lane nor claim_no.
create table awa_store.claim (
  xid xid8 not null default pg_current_xact_id(),
  claim_id bigint not null,
  claim_no bigint,
  lane uuid,
  claimed_at timestamptz not null,
  deadline_at timestamptz,
  worker_id uuid not null,
  prev_xmax xid8 not null,
  pos_xid xid8 not null,
  pos_seq bigint not null,
  taken bigint not null,
  segment smallint not null,
  has_keys boolean not null,
  needs_admission boolean not null default false,
  queue text collate "C" not null,
  cur pg_snapshot not null,
  late xid8[] not null,
  job_ids bigint[] not null,
  limits int[],
  primary key (claim_id, segment)
) partition by list (segment);
create index claim_lane on awa_store.claim (lane, claim_no);
create index claim_xid on awa_store.claim (xid);

-- Jobs of one claim whose attempts ended the same way. Append only; lies in the segment of its claim. is_last: nothing
-- of the claim is open after it. state: completed, failed, lost, snoozed, released or cancelled; no check says so, here
-- and below, since each statement that enters rows would read it anew. The key makes a second settle from a stale
-- snapshot collide instead of counting twice.
create table awa_store.outcome (
  xid xid8 not null default pg_current_xact_id(),
  claim_id bigint not null,
  settled_at timestamptz not null,
  step int not null,
  jobs int not null,
  segment smallint not null,
  is_last boolean not null,
  state text not null,
  queue text collate "C" not null,
  job_ids bigint[] not null,
  results jsonb,
  primary key (claim_id, step, segment)
) partition by list (segment);
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
  segment smallint not null
);

-- How far tick has looked through the claims for open ones, as snapshots: all that passed sees are settled or in
-- open_claim, next is where the look after this one ends. counted_at: jobs that ended before it are to be counted for
-- good, as soon as no transaction up to the id counted is open; null if there is no need. stats_at: when anything was
-- counted last; stats_lane and stats_queue: after which lane and queue the next count goes on; looked_job and
-- looked_place: after which parent and concurrency key the next look at those who wait goes on; promoted_queue with its
-- promoted_state, and forgotten_queue: after which queue the next promotion, and the next look at what was kept long
-- enough, do. forgotten_below, forgotten_when and forgotten_at: see forget_parents. zones_at: when to compare the rules
-- of zones next, and zones_after: after which of them; fires_from: from where on tick looks for schedules that are due,
-- and fires_all_at: when it looks at all of them next. One row.
create table awa_store.watch (
  only_row boolean primary key default true check (only_row),
  passed pg_snapshot not null,
  next pg_snapshot not null,
  next_at timestamptz not null,
  counted xid8,
  counted_at timestamptz,
  stats_at timestamptz not null default '-infinity',
  stats_lane uuid not null default '00000000-0000-0000-0000-000000000000',
  stats_queue text collate "C" not null default '',
  looked_job text collate "C" not null default '',
  looked_place text collate "C" not null default '',
  seen_key bytea not null default '',
  promoted_queue text collate "C" not null default '',
  promoted_state text not null default '',
  forgotten_queue text collate "C" not null default '',
  forgotten_below xid8,
  forgotten_when xid8,
  forgotten_at timestamptz,
  zones_at timestamptz not null default '-infinity',
  zones_after text collate "C" not null default '',
  fires_from timestamptz not null default '-infinity',
  fires_all_at timestamptz not null default '-infinity'
);
insert into awa_store.watch (passed, next, next_at) values (pg_current_snapshot(), pg_current_snapshot(), '-infinity');

-- Steps of tick that have failed: when last, how often and since when it has not succeeded, and why.
create table awa_store.step (
  name text collate "C" primary key,
  failed_at timestamptz,
  fails_since timestamptz,
  failures bigint not null default 0,
  error text
);

-- Lanes with a long queue, so that nobody has to count it: a second cursor of the lane, up to which its entries are
-- counted (passed: how many they are, in the terms of claim.taken), and which segment took entries when it caught up.
create table awa_store.lane_count (
  lane uuid primary key,
  passed bigint not null,
  prev_xmax xid8 not null,
  pos_xid xid8 not null,
  pos_seq bigint not null,
  segment smallint not null,
  cur pg_snapshot not null,
  late xid8[] not null
);

-- Long histories, so that nobody has to count them: how many jobs ended from from_at on and before until_at. The
-- stretches of a queue and state follow each other without a gap. Nothing ends in the past; a job that leaves a stretch
-- before that is out of date adds a row of its own with jobs = -1.
create table awa_store.ended_count (
  from_at timestamptz not null,
  until_at timestamptz not null,
  jobs bigint not null,
  queue text collate "C" not null,
  state text not null
);
create index ended_count_from on awa_store.ended_count (queue, state, from_at);
-- For whom a publication copies the ledger to another server.
alter table awa_store.ended_count replica identity full;

-- Jobs that may not run yet: their time has not come (scheduled, retryable), something outside (waiting_external) or
-- their parents (pending) have not ended, or their concurrency key has no free place (blocked). needs: how many more of
-- the things that a pending one waits for have to come; null: all. args: null if an entry of the job has them, see
-- payload_of. attempt counts as in
-- ready; worker_id and attempted_at tell of the last attempt. seq: a number of its own for what a producer's
-- transaction makes of an entry that a worker may be claiming, 0 for what a settle writes, -1 for what a claim puts
-- off: so neither waits for the other, and the producer's commit tells which of them is to be. stack: of the newest of
-- the errors; not kept in ready, so it goes with the next attempt.
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
  needs smallint,
  state text not null,
  queue text collate "C" not null,
  kind text not null,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  options jsonb,
  progress jsonb,
  errors jsonb,
  stack text,
  primary key (job_id, seq)
);
create index deferred_state on awa_store.deferred (queue, state, run_at);
create index deferred_unique on awa_store.deferred (unique_key) where unique_key is not null;

-- A job as callers see it, wherever it is.
create type awa_store.job as (
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
  failures jsonb,
  result jsonb,
  reason text,
  options jsonb,
  details jsonb
);

-- Jobs that have a place in a line, such as that of their concurrency key: from their first start, or from when they
-- were let out of blocked, until they have ended, or, unless it lasts, the attempt is over; one that has not started
-- gives it up when it is put off, and to a job that comes before it, by run_at and job_id, and is about to start.
create table awa_store.place (
  job_id bigint not null,
  run_at timestamptz not null,
  weight int not null,
  has_started boolean not null,
  lasts boolean not null,
  line text collate "C" not null,
  primary key (job_id, line)
);
create index place_line on awa_store.place (line);

-- What jobs wait for that are pending or blocked in deferred, a row for each thing. on_kind: job (a parent, which has
-- to end), place (of a concurrency key), time (the end of its patience). on_id: the parent, the key, nothing. due_at:
-- the time; of a place, since when it is its turn. outcome: of a thing that has come, until the job has been seen to.
-- What comes while the job begins to wait sees no row, nor does the job see that it has come: so tick looks at young
-- rows until every transaction is over that was open when it first did; safe_after: see look_at_waits, null for a row
-- that is not young any more. A negative job: something has come, or a place may be free, in a transaction of that
-- number that could not see to all who wait for it.
create table awa_store.wait (
  job_id bigint not null,
  due_at timestamptz not null default 'infinity',
  safe_after xid8,
  on_kind text collate "C" not null,
  on_id text collate "C" not null,
  outcome text
);
create unique index wait_on on awa_store.wait (on_kind, on_id, job_id) where on_kind <> 'place';
create unique index wait_place on awa_store.wait (on_id, due_at, job_id) where on_kind = 'place';
create index wait_job on awa_store.wait (job_id) where on_kind <> 'place';
create index wait_due on awa_store.wait (due_at) where on_kind = 'time';
create index wait_young on awa_store.wait (on_kind, on_id) where safe_after is not null;
create index wait_mark on awa_store.wait (on_kind, on_id) where job_id < 0;
-- For whom a publication copies the ledger to another server.
alter table awa_store.wait replica identity full;

-- Jobs that failed or were cancelled and are kept no longer, and which transaction forgot them: for a while, since a
-- child that was inserted meanwhile, by who saw its parent before the end, has to follow it.
create table awa_store.forgotten (
  job_id bigint primary key,
  xid xid8 not null default pg_current_xact_id(),
  ended_state text not null
);
create index forgotten_xid on awa_store.forgotten (xid);

-- Where the search for due jobs of a queue starts, so that it does not walk entries which are gone already.
create table awa_store.promotion (
  queue text collate "C" primary key,
  low_water timestamptz not null
) with (fillfactor = 50);

-- Jobs that ended without completing: the dead letter queue (failed) and the cancelled ones; and completed ones of
-- queues that keep them longer than the ring does. attempt = attempts started; keep_until: of jobs with a retention of
-- their own; stack: as in deferred.
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
  state text not null,
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
  stack text,
  result jsonb,
  reason text
);
create index ended_queue on awa_store.ended (queue, state, finalized_at);
create index ended_due on awa_store.ended (queue, state, finalized_at) where keep_until is null;
create index ended_kept on awa_store.ended (keep_until) where keep_until is not null;

-- Entries of ready that must not be claimed any more: their job was cancelled or replaced while it waited.
-- withdrawn_by is the transaction that did it; purpose: cancel or replace.
create table awa_store.withdrawn (
  xid xid8 not null,
  seq bigint not null,
  job_id bigint not null,
  withdrawn_by xid8 not null default pg_current_xact_id(),
  withdrawn_at timestamptz not null,
  lane uuid not null,
  reason text,
  purpose text not null,
  primary key (lane, xid, seq)
);

-- Who holds a unique key, and in which states of the holder it holds; null: in all before the end. window_end: of a key
-- with a period. When the holder has ended in a state that the key holds in: which, and until when.
create table awa_store.unique_claim (
  unique_key bytea primary key,
  job_id bigint not null,
  window_end timestamptz,
  held_until timestamptz,
  ended_state text,
  states text[]
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

-- Attempts that their worker must stop; told by NOTIFY and for a while by each heartbeat. reason: cancelled or
-- deadline.
create table awa_store.stop_notice (
  claim_id bigint not null,
  job_id bigint not null,
  worker_id uuid not null,
  created_at timestamptz not null,
  reason text not null,
  primary key (claim_id, job_id)
);

-- kinds: those that it takes, null for all.
create table awa_store.worker (
  worker_id uuid primary key,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null,
  lost_at timestamptz,
  heartbeat_every interval not null,
  dead_after interval not null,
  name text not null,
  queues text[] not null,
  kinds text[],
  info jsonb not null
) with (fillfactor = 50);

-- Kinds that a worker of the queue has met and does not take: their jobs wait in lanes of their own, under this number
-- in the place of a partition, for workers that do. Gone when nothing has waited there for a while.
create table awa_store.kind_lane (
  queue text collate "C" not null,
  kind text collate "C" not null,
  partition smallint not null check (partition between 1024 and 2047),
  set_apart_at timestamptz not null,
  primary key (queue, kind),
  unique (queue, partition)
);

-- Configuration of queues that differ from the defaults (null: as in settings, or no limit of its own; aging: never); a
-- queue without a row has one partition and is not paused. partitions routes new jobs, partitions_ever is where waiting
-- ones may still be.
-- is_full: whether max_waiting or more waited when tick looked last; looked_at: when it ran out of time after this
-- queue. shrunk_at: when partitions became fewer the last time; probed_at: when it was looked last whether jobs wait in
-- the others, and probe_mark up to which lane. limits: the ids of those that its claims are under, in their order.
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
  keep_cancelled interval check (keep_cancelled > interval '0'),
  looked_at timestamptz,
  shrunk_at timestamptz,
  probed_at timestamptz,
  probe_mark uuid,
  limits int[] not null default '{}'
);

-- What kinds of jobs there are, as far as they are described: a JSON Schema of their args, for people, for generated
-- clients, and for inserts that are to be checked. limits: the ids of those that claims of it are under.
create table awa_store.kind (
  name text collate "C" primary key,
  described_at timestamptz not null,
  description text,
  args_schema jsonb,
  limits int[] not null default '{}'
);

-- Limits of starts: never more than so many open attempts at once (concurrency), and in a window of any length T no
-- more than burst + rate * T / per. Null: not limited so. penalized_until: nothing may start until then, since somebody
-- was told to slow down. lasts: a job that has a key of it counts from its first start to its end, and not only while
-- it runs. queues, kinds: what has it, as their rows say, too.
create table awa_store.limit_rule (
  limit_id int generated always as identity primary key,
  name text collate "C" not null unique,
  concurrency int,
  rate int,
  per_us bigint not null default 1000000,
  burst int not null default 1,
  lasts boolean not null default false,
  penalized_until timestamptz,
  queues text[] not null default '{}',
  kinds text[] not null default '{}'
);

-- What is different for one key of a limit; limit 0: for a concurrency key.
create table awa_store.limit_key (
  limit_id int not null,
  key text collate "C" not null,
  concurrency int,
  penalized_until timestamptz,
  primary key (limit_id, key)
);

-- What has been started under a limit: one row per claim, numbered without a gap by who has the limit's lock. key is
-- for limits of single jobs, '' of queues and kinds. The newest row carries the sums: started, of units; held, of the
-- units that counted in concurrency, without those that were taken back; tat, the theoretical arrival time: nothing of
-- the burst is used up from then on. low: freed starts of lower transactions have been taken back. A row without
-- units stands for a change, or for a job that was put off: slot, when the next such one may start. Append only; older
-- rows are deleted by tick.
create table awa_store.permit (
  limit_id int not null,
  units int not null,
  no bigint not null,
  started_at timestamptz not null,
  tat timestamptz,
  slot timestamptz,
  held bigint not null,
  started bigint not null,
  low xid8 not null default '0',
  key text collate "C" not null default '',
  primary key (limit_id, key, no)
);
create index permit_over on awa_store.permit (tat) where key <> '';

-- Starts that counted in the concurrency of a limit and have been settled: one row per settle, until a claim that needs
-- their room, or tick, takes them back.
create table awa_store.freed_start (
  xid xid8 not null default pg_current_xact_id(),
  limit_id int not null,
  units int not null,
  key text collate "C" not null default ''
);
create index freed_start_limit on awa_store.freed_start (limit_id, key, xid);
-- For whom a publication copies the ledger to another server.
alter table awa_store.freed_start replica identity full;

-- Who has called deprecated verbs, and when last, to within an hour.
create table awa_store.deprecated_call (
  verb text collate "C" not null,
  caller text collate "C" not null,
  application text collate "C" not null,
  last_at timestamptz not null,
  primary key (verb, caller, application)
);

-- The names of time zones that schedules may have, as far as they are known: server_zones reads them from the server,
-- which takes 100 ms. Of those that schedules have, since they do: changes, the changes of its clock within two years
-- from watched_from on; redo_after: if these have become others, up to which schedule tick has reckoned anew.
create table awa_store.zone (
  name text collate "C" primary key,
  watched_from timestamptz,
  changes text,
  redo_after text collate "C"
);

-- What the spec of a schedule says, read once. every: the seconds of an @every; the masks are null then. Of seconds,
-- minutes, hours, months, days (of the month) and weekdays (0 is Sunday) bit i stands for the value i.
-- last_days: bit n for n days before the last of the month. near_days: bit n for the weekday (Monday to Friday) nearest
-- to day n, bit 0 for the last one of the month. nth_weekdays: bit 7 * (n - 1) + d for the nth weekday d, bit 35 + d
-- for the last.
-- any_day, any_weekday: whether the field begins with a star; asks_both: whether both have to match in any
-- case. follows_time: whether it follows real time through changes of the clock, rather than the wall clock.
create type awa_store.schedule_rule as (
  every bigint,
  seconds bigint,
  minutes bigint,
  hours bigint,
  months bigint,
  days bigint,
  last_days bigint,
  near_days bigint,
  weekdays bigint,
  nth_weekdays bigint,
  any_day boolean,
  any_weekday boolean,
  asks_both boolean,
  follows_time boolean
);

-- Schedules. due_at: when it is to be looked at next, null: never; that is next_fire, by its spec, and a jitter, or
-- later after a failure, or the end of a pause. cursor_at: of the fires up to it is decided what became of them. done:
-- those of which jobs were made, as ranges of time, so that a fire is never made twice, however long ago it was.
-- missed_until: fires up to it were missed in a pause that is over, and are made as missed_policy says. by_tick: may
-- wait for others when it fires, so claims leave it to tick. fired, dropped, skipped: how many fires made a job, came
-- too late, and met a job that was under way. error: why it could not fire, since when and how often.
create table awa_store.schedule (
  name text collate "C" primary key,
  queue text collate "C" not null,
  due_at timestamptz,
  next_fire timestamptz,
  cursor_at timestamptz not null,
  by_tick boolean not null,
  overlap text not null,
  jitter float8 not null,
  catch_up text not null,
  catch_up_window interval,
  catch_up_max int not null,
  missed_policy text,
  missed_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  paused_at timestamptz,
  paused_until timestamptz,
  last_fire_at timestamptz,
  last_success_at timestamptz,
  last_job_id bigint,
  fired bigint not null default 0,
  dropped bigint not null default 0,
  skipped bigint not null default 0,
  failures int not null default 0,
  failed_at timestamptz,
  fails_since timestamptz,
  error text,
  spec text not null,
  zone text not null,
  kind text not null,
  sentence text not null,
  owner text not null,
  source text,
  paused_by text,
  pause_reason text,
  args jsonb not null,
  opts jsonb not null,
  done tstzmultirange not null default '{}'
) with (fillfactor = 80);
create index schedule_due on awa_store.schedule (due_at) where due_at is not null;
create index schedule_queue_due on awa_store.schedule (queue, due_at) where due_at is not null and not by_tick;
create index schedule_failing on awa_store.schedule (name) where failures > 0;
create index schedule_source on awa_store.schedule (source, name) where source is not null;

-- What the spec and zone of a schedule were from when on, the first from ever, for fires of that time; the last is the
-- present one.
create table awa_store.schedule_version (
  schedule text collate "C" not null,
  valid_from timestamptz not null,
  start_at timestamptz,
  end_at timestamptz,
  spec text not null,
  zone text not null,
  rule awa_store.schedule_rule not null,
  primary key (schedule, valid_from)
);

-- Jobs of schedules whose end has not been seen yet. fire_at: the time that they were made for; look_at: when tick
-- looks next.
create table awa_store.schedule_job (
  job_id bigint primary key,
  schedule text collate "C" not null,
  fire_at timestamptz not null,
  made_at timestamptz not null,
  look_at timestamptz not null
);
create index schedule_job_schedule on awa_store.schedule_job (schedule, job_id);
create index schedule_job_look on awa_store.schedule_job (look_at);

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

create function awa_store.note_kinds()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update awa_store.ring r
  set limited_kinds = k.names
  from (select array(select name from awa_store.kind where limits <> '{}' order by name) as names) k
  where r.limited_kinds <> k.names;
  return null;
end
$$;
call awa_store.publish('awa_store.note_kinds');
create trigger kind_note after insert or update or delete on awa_store.kind
  for each statement execute function awa_store.note_kinds();
create trigger queue_note after insert or update or delete on awa_store.queue
  for each statement execute function awa_store.note_queues();

call awa_store.take_ownership(
  'awa_store.cursor', 'awa_store.job', 'awa_store.ring', 'awa_store.segment', 'awa_store.settings',
  'awa_store.turn_seq', 'awa_store.entry_seq', 'awa_store.claim_seq', 'awa_store.sleep_seq', 'awa_store.tick_seq',
  'awa_store.ready',
  'awa_store.claim', 'awa_store.outcome', 'awa_store.open_claim', 'awa_store.watch', 'awa_store.step',
  'awa_store.forgotten', 'awa_store.lane_count', 'awa_store.ended_count', 'awa_store.deferred', 'awa_store.place',
  'awa_store.wait', 'awa_store.promotion', 'awa_store.ended', 'awa_store.withdrawn', 'awa_store.unique_claim',
  'awa_store.progress', 'awa_store.stop_notice', 'awa_store.worker', 'awa_store.kind_lane', 'awa_store.queue',
  'awa_store.kind', 'awa_store.limit_rule', 'awa_store.limit_key', 'awa_store.permit', 'awa_store.freed_start',
  'awa_store.deprecated_call', 'awa_store.zone', 'awa_store.schedule_rule', 'awa_store.schedule',
  'awa_store.schedule_version', 'awa_store.schedule_job');
