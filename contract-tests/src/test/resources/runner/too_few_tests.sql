set search_path = tap;
select plan(3);
select ok(true, 'the only one');
select * from finish(true);
