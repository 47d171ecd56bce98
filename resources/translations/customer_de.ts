<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="de">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>Wir sind gleich für Sie da.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>Scannen Sie diesen Code mit Ihrem Telefon</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>Der Code führt zu</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>Vorgangsnummer</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>Öffnen Sie die Kamera Ihres Telefons.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>Richten Sie sie auf den Code und tippen Sie auf den Link.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>Folgen Sie den Schritten auf Ihrem Telefon.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>Oder geben Sie diese Nummer in der App ein</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>Nur zur Übung: Dieser Code funktioniert nur auf diesem Computer.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>Der Code kann hier nicht angezeigt werden. Bitte wenden Sie sich an den Schalter.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>Machen Sie auf Ihrem Telefon weiter</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>Folgen Sie dort den Schritten. Diesen Bildschirm brauchen Sie nicht mehr.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>Vielen Dank. Wir haben alles erhalten.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>Ein weiterer Versuch ist nötig, bitte warten Sie.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>Bitte warten Sie einen Moment.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>Geben Sie diesen Zettel nicht weiter: Wer den Code scannt, handelt in Ihrem Namen.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
