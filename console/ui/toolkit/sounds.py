"""Three short sounds that differ by their pattern, made here and played by a program of the system; never blocks."""

from __future__ import annotations

import io
import math
import shutil
import sys
import wave
from array import array
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, QTimer
from PySide6.QtWidgets import QApplication

LOUDEST: Final = 100
_RATE_HZ: Final = 22_050
_PEAK: Final = 26_000
_SOFT_S: Final = 0.008
_BEEP_GAP_MS: Final = 220
_END_MS: Final = 500


class Sound(StrEnum):
    """What happened, for ears. Nothing in a sound tells a verdict to whoever stands on the other side."""

    RECEIVED = "received"
    ATTENTION = "attention"
    PROBLEM = "problem"


class _Tone(NamedTuple):
    """One tone: pitch, length, and the silence after it."""

    pitch_hz: float
    length_s: float
    rest_s: float = 0.0


# One long tone, two quick ones that rise, three short low ones: told apart by counting too.
_PATTERNS: Final[Mapping[Sound, tuple[_Tone, ...]]] = MappingProxyType(
    {
        Sound.RECEIVED: (_Tone(660, 0.32),),
        Sound.ATTENTION: (_Tone(740, 0.11, 0.09), _Tone(988, 0.16)),
        Sound.PROBLEM: (_Tone(330, 0.10, 0.08), _Tone(330, 0.10, 0.08), _Tone(294, 0.20)),
    }
)
# In this order: what belongs to a running sound server first.
_PLAYERS: Final[tuple[tuple[str, ...], ...]] = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
_WINDOWS: Final = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"


def build_wave(sound: Sound, volume_percent: int) -> bytes:
    """A WAV file of the sound, 16 bit mono; its loudness follows the percentage as ears do, by its square."""
    share = (max(0, min(LOUDEST, volume_percent)) / LOUDEST) ** 2
    samples = array("h")
    for tone in _PATTERNS[sound]:
        count = int(tone.length_s * _RATE_HZ)
        # Soft ends: a tone that is cut off clicks.
        soft = _SOFT_S * _RATE_HZ
        samples.extend(
            int(
                _PEAK
                * share
                * min(1.0, number / soft, (count - number) / soft)
                * math.sin(2 * math.pi * tone.pitch_hz * number / _RATE_HZ)
            )
            for number in range(count)
        )
        samples.extend([0] * int(tone.rest_s * _RATE_HZ))
    if sys.byteorder == "big":
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as writing:
        writing.setnchannels(1)
        writing.setsampwidth(2)
        writing.setframerate(_RATE_HZ)
        writing.writeframes(samples.tobytes())
    return file.getvalue()


def count_tones(sound: Sound) -> int:
    """How many tones a sound has; the bell of the system is rung as often where no player is found."""
    return len(_PATTERNS[sound])


def find_player() -> tuple[str, ...]:
    """The command that plays a file given as its last argument; empty where this system has none."""
    if sys.platform == "win32":
        return (sys.executable, "-c", _WINDOWS)
    for program, *options in _PLAYERS:
        found = shutil.which(program)
        if found is not None:
            return (found, *options)
    return ()


class DeskSounds(QObject):
    """Plays one sound at a time; the next one ends the one before. `beep` rings the system's bell once."""

    def __init__(
        self,
        parent: QObject,
        player: tuple[str, ...] | None = None,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._beep = beep
        self._volume = 60
        self._is_muted = False
        self._folder: QTemporaryDir | None = None
        self._process: QProcess | None = None
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    @property
    def volume(self) -> int:
        """Loudness in percent."""
        return self._volume

    @property
    def is_muted(self) -> bool:
        """True while nothing is played."""
        return self._is_muted

    def set_volume(self, percent: int) -> None:
        """How loud, from 0 to 100."""
        self._volume = max(0, min(LOUDEST, percent))

    def set_muted(self, *, muted: bool) -> None:
        """Silence, or not; what plays now ends."""
        self._is_muted = muted
        if muted:
            self.stop()

    def play(self, sound: Sound) -> None:
        """Play it unless muted; the system's bell where no player is found or it cannot be started."""
        self.stop()
        if self._is_muted or self._volume == 0:
            return
        if self._player is None:
            self._player = find_player()
        file = self._write(sound) if self._player else ""
        if not file:
            self._ring(count_tones(sound))
            return
        self._start([*self._player, file], sound)

    def stop(self) -> None:
        """End what plays now."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """The program ends: no player outlives it."""
        self.stop()
        for process in self.findChildren(QProcess):
            process.waitForFinished(_END_MS)

    def _write(self, sound: Sound) -> str:
        """The sound as a file, made when it is needed first at this loudness; empty where it cannot be written."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        if not self._folder.isValid():
            return ""
        path = Path(self._folder.path(), f"{sound.value}-{self._volume}.wav")
        try:
            if not path.exists():
                path.write_bytes(build_wave(sound, self._volume))
        except OSError:
            return ""
        return str(path)

    def _start(self, command: list[str], sound: Sound) -> None:
        process = self._process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())

        def end(exit_code: int = 0) -> None:
            process.deleteLater()
            if self._process is not process:
                # Ended by `stop`.
                return
            self._process = None
            if process.error() is QProcess.ProcessError.FailedToStart or exit_code:
                # No such program, or no sound server for it: it is not tried again.
                self._player = ()
                self._ring(count_tones(sound))

        process.errorOccurred.connect(lambda: end())  # noqa: PLW0108 - Qt would hand the error over
        process.finished.connect(end)
        process.start(command[0], command[1:])

    def _ring(self, times: int) -> None:
        self._beep()
        if times > 1:
            QTimer.singleShot(_BEEP_GAP_MS, self, lambda: self._ring(times - 1))
