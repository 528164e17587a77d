import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import shop

URL = "http://127.0.0.1:9/nobody-works-here"
DATABASE = os.environ["DATABASE_URL"]


@pytest.fixture(scope="module")
def conn():
    with shop.connect(DATABASE) as connection:
        shop.create_shop(connection)
        yield connection


@pytest.fixture(scope="module")
def onlooker():
    with shop.connect(DATABASE) as connection:
        yield connection


def seen(onlooker, customer):
    orders = onlooker.execute("select count(*) as n from shop_order where customer = %s", [customer]).fetchone()["n"]
    jobs = onlooker.execute(
        "select count(*) as n from awa.jobs where args #>> '{body,customer}' = %s", [customer]
    ).fetchone()["n"]
    return orders, jobs


def test_an_order_and_its_job_become_visible_together(conn, onlooker):
    before = []
    shop.place_order(conn, "committed", 500, URL, lambda: before.append(seen(onlooker, "committed")))

    assert before == [(0, 0)]
    assert seen(onlooker, "committed") == (1, 1)


def test_a_failed_request_leaves_neither(conn, onlooker):
    def fail():
        raise RuntimeError("card declined")

    with pytest.raises(RuntimeError):
        shop.place_order(conn, "rolled back", 500, URL, fail)

    assert seen(onlooker, "rolled back") == (0, 0)


def test_a_batch_answers_in_its_order(conn):
    answers = shop.announce_orders(conn, [3, 1, 2], URL)

    assert [row["ordinal"] for row in answers] == [1, 2, 3]
    assert {row["outcome"] for row in answers} == {"inserted"}


def test_a_copy_is_part_of_its_transaction(conn, onlooker):
    count = "select count(*) as n from awa.jobs where kind = 'import_order'"
    with pytest.raises(RuntimeError), conn.transaction():
        shop.import_orders(conn, [(1, "a"), (2, "b")])
        raise RuntimeError("changed our mind")
    assert onlooker.execute(count).fetchone()["n"] == 0

    shop.import_orders(conn, [(1, "a"), (2, "b"), (3, "a")])
    assert onlooker.execute(count).fetchone()["n"] == 3


def test_one_reminder_waits_and_can_be_taken_back(conn):
    first = shop.remind_to_pay(conn, 42, URL)
    second = shop.remind_to_pay(conn, 42, URL)
    assert (first["outcome"], second["outcome"], second["id"]) == ("inserted", "existing", first["id"])
    with pytest.raises(psycopg.Error) as conflict:
        shop.remind_to_pay(conn, 42, URL, "raise")
    assert shop.meaning_of(conflict.value) == "somebody has enqueued this job already"

    cancelled = shop.cancel_reminder(conn, 42)
    assert (cancelled["id"], cancelled["state"]) == (first["id"], "cancelled")
    assert shop.cancel_reminder(conn, 42)["outcome"] == "not_found"


def test_the_walk_runs_from_beginning_to_end():
    walk = subprocess.run(
        [sys.executable, "main.py"], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )

    assert "were committed together" in walk.stdout
    assert "card declined: neither the order nor its job exists" in walk.stdout
    assert "AW004: somebody has enqueued this job already" in walk.stdout
