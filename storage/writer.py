"""The writer: one thread that commits whatever came while its last commit ran."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.faults import StorageError, StoreUnavailable, as_condition

T = TypeVar("T")

Job = tuple[Callable[[Connection], Any], "Future[Any]"]

# A longer transaction gains nothing, and whoever waits for it waits longer.
MOST_JOBS = 256


class Writer:
    """Runs jobs in order, many to a transaction, each within a savepoint of its own.

    A job that fails is rolled back alone. Futures resolve only after COMMIT; where that fails, all of its
    jobs fail. After a fault of the file the connection is opened anew: what a failed sync left in the
    system's cache must not be taken for written.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Called in the writer's thread with the number of jobs of each transaction that was committed.
        self.on_commit: Callable[[int], None] = lambda jobs: None
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="postdesk-writer")
        self._thread.start()

    def submit(self, fn: Callable[[Connection], T]) -> "Future[T]":
        """Queue a job."""
        future: Future[T] = Future()
        with self._gate:
            if self._closed:
                future.set_exception(StoreUnavailable("The store is closed."))
            else:
                self._queue.put((fn, future))
        return future

    def close(self) -> None:
        """Finish the jobs that were queued and end the thread."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        last = False
        while not last:
            batch, last = self._batch()
            live = [job for job in batch if job[1].set_running_or_notify_cancel()]
            if live:
                self._commit(live)
        self._drop_connection()

    def _batch(self) -> tuple[list[Job], bool]:
        """Wait for a job and return it with those behind it; true after the last of all."""
        batch: list[Job] = []
        job = self._queue.get()
        while job is not None:
            batch.append(job)
            if len(batch) == MOST_JOBS:
                return batch, False
            try:
                job = self._queue.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _commit(self, batch: list[Job]) -> None:
        ends: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            connection = self._begin()
            for fn, future in batch:
                ends.append((future, *_try(connection, fn)))
            connection.commit()
        except Exception as error:
            # Whatever broke off a commit, each that waits for it hears of it, and the writer goes on.
            self._drop_connection()
            for _, future in batch:
                future.set_exception(_condition(error))
            return
        self.on_commit(len(batch))
        for future, result, failure in ends:
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)

    def _begin(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        self._connection.begin()
        return self._connection

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.invalidate()
            connection.close()
        except Exception:  # noqa: S110 - it is thrown away; its fault was told already.
            pass


def _try(connection: Connection, fn: Callable[[Connection], T]) -> tuple[T | None, BaseException | None]:
    """Run one job; return its result, or its fault after its work was undone.

    Raises DBAPIError: the whole transaction was given up (a full disk or a cut line can do that).
    """
    # In plain words: what SQLAlchemy adds to a savepoint of its own costs more than most jobs.
    connection.exec_driver_sql("SAVEPOINT job")
    try:
        result = fn(connection)
        connection.exec_driver_sql("RELEASE SAVEPOINT job")
    except BaseException as error:
        if not _in_transaction(connection):
            raise StorageError("The transaction was given up.") from error
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT job")
        return None, _condition(error)
    return result, None


def _in_transaction(connection: Connection) -> bool:
    if connection.invalidated:
        # The line was cut.
        return False
    raw = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        return bool(raw.in_transaction)  # type: ignore[union-attr]
    return not raw.closed  # type: ignore[union-attr]


def _condition(error: BaseException) -> BaseException:
    if isinstance(error, StorageError) and isinstance(error.__cause__, DBAPIError):
        error = error.__cause__
    if not isinstance(error, DBAPIError):
        return error
    condition = as_condition(error)
    condition.__cause__ = error
    return condition
