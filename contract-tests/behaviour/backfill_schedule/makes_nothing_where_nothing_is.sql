-- A backfill in a session that has made none before, of a time without fires.
set search_path = tap;
select plan(1);

select from awa.put_schedule('s', '0 0 * * *', kind => 'x');
select results_eq(
  $$select outcome, fired, already, next_from from awa.backfill_schedule('s', '2020-01-01 01:00+00', '2020-01-01 02:00+00')$$,
  $$values ('backfilled', 0, 0, null::timestamptz)$$, 'it answers that there was nothing');

select * from finish();
