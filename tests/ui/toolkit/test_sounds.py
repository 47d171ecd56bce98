"""The desk's sounds: told apart by counting, played by a real program, the bell where there is none."""

from __future__ import annotations

import io
import itertools
import shlex
import sys
import wave
from array import array
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from console.ui.toolkit.sounds import DeskSounds, Sound, build_wave, count_tones, find_player
from tests.support.waiting import until

_QUIET = 40
_RATE_HZ = 22_050


def _samples(data: bytes) -> array[int]:
    with wave.open(io.BytesIO(data)) as reading:
        assert (reading.getnchannels(), reading.getsampwidth(), reading.getframerate()) == (1, 2, _RATE_HZ)
        return array("h", reading.readframes(reading.getnframes()))


def _tones(samples: array[int]) -> int:
    """How many stretches of sound there are, with at least 20 ms of silence between two."""
    window = _RATE_HZ // 50
    loud = [
        max(abs(value) for value in samples[start : start + window]) > _QUIET
        for start in range(0, len(samples), window)
    ]
    return sum(1 for is_loud, _ in itertools.groupby(loud) if is_loud)


@pytest.mark.parametrize("sound", list(Sound))
def test_a_sound_is_short_and_told_apart_by_counting(sound: Sound) -> None:
    samples = _samples(build_wave(sound, 100))
    assert 0.2 < len(samples) / _RATE_HZ < 0.8
    assert _tones(samples) == count_tones(sound)
    assert samples[0] == 0
    assert abs(samples[-1]) < 2_000


def test_no_two_sounds_have_the_same_pattern() -> None:
    assert len({count_tones(sound) for sound in Sound}) == len(Sound)


def test_half_the_volume_is_a_quarter_of_the_swing_and_none_is_silence() -> None:
    loud, soft, none = (max(map(abs, _samples(build_wave(Sound.RECEIVED, each)))) for each in (100, 50, 0))
    assert 0.23 < soft / loud < 0.27
    assert none == 0


def _recorder(folder: Path) -> tuple[str, ...]:
    """A player of the test's own: a real program that writes down what it was given to play."""
    script = folder / "player.py"
    script.write_text(
        "import pathlib, sys\n"
        f"log = pathlib.Path({str(folder / 'played')!r})\n"
        "data = pathlib.Path(sys.argv[-1]).read_bytes()\n"
        "with log.open('a') as file:\n"
        "    file.write(f'{pathlib.Path(sys.argv[-1]).name} {data[:4].decode()} {len(data)}\\n')\n",
        "utf-8",
    )
    return (sys.executable, str(script))


def _played(folder: Path) -> list[str]:
    log = folder / "played"
    return log.read_text("utf-8").splitlines() if log.exists() else []


async def test_the_player_is_given_a_whole_file_of_the_right_sound(
    tmp_path: Path, qapp: QApplication
) -> None:
    owner = QObject()
    sounds = DeskSounds(owner, _recorder(tmp_path), lambda: pytest.fail("nobody shall ring the bell"))
    for sound in Sound:
        (tmp_path / "played").unlink(missing_ok=True)
        sounds.play(sound)
        await until(lambda: _played(tmp_path))
        name, kind, size = _played(tmp_path)[-1].split()
        assert name.startswith(sound.value)
        assert (kind, int(size)) == ("RIFF", len(build_wave(sound, sounds.volume)))
    sounds.close()


async def test_nothing_plays_while_muted_or_at_no_volume(tmp_path: Path, qapp: QApplication) -> None:
    owner = QObject()
    sounds = DeskSounds(owner, _recorder(tmp_path), lambda: pytest.fail("nobody shall ring the bell"))
    sounds.set_muted(muted=True)
    sounds.play(Sound.PROBLEM)
    sounds.set_muted(muted=False)
    sounds.set_volume(0)
    sounds.play(Sound.PROBLEM)
    sounds.set_volume(30)
    sounds.play(Sound.ATTENTION)
    await until(lambda: _played(tmp_path))
    assert [line.split()[0] for line in _played(tmp_path)] == ["attention-30.wav"]
    sounds.close()


_FAILING = (sys.executable, "-c", "raise SystemExit(1)")


@pytest.mark.parametrize("player", [(), ("/nowhere/player",), _FAILING], ids=["none", "absent", "failing"])
@pytest.mark.parametrize("sound", list(Sound))
async def test_without_a_player_that_works_the_bell_rings_the_pattern(
    sound: Sound, player: tuple[str, ...], qapp: QApplication
) -> None:
    owner = QObject()
    rung: list[None] = []
    sounds = DeskSounds(owner, player, lambda: rung.append(None))
    sounds.play(sound)
    await until(lambda: len(rung) == count_tones(sound))
    sounds.close()


def test_a_player_is_looked_for_in_the_order_of_preference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_player() == ()
    for name in ("aplay", "paplay"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n", "utf-8")
        program.chmod(0o755)
        assert shlex.join(find_player()).startswith(str(program))
