-- A script that passes, with everything the splitter must get right.
set search_path = tap;
select plan(4);
do $body$ begin perform 'a; b'; perform $$it's; here$$; end $body$;
/* a ; comment /* nested ; */ */
select ok(true, 'a semicolon in ''quotes;'' splits nothing'); select ok(true, 'two on a line');
select * from skip('not today', 1);
select todo_start('known');
select ok(false, 'a failure inside todo does not count');
select todo_end();
select * from finish();
