set search_path = tap;
select plan(1);
select ok(true, 'fine');
select * from finish();
select 1 / 0;
