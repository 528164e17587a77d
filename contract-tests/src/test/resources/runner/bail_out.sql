select '1..1';
select 'ok 1 - fine';
select 'Bail out! the world ended';
