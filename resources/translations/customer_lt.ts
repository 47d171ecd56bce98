<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="lt">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>Sveiki atvykę</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>Netrukus jus aptarnausime.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>Nuskaitykite šį kodą telefonu</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>Kodas veda į</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>Registracijos numeris</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>Atidarykite telefono kamerą.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>Nukreipkite ją į kodą ir palieskite nuorodą.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>Atlikite veiksmus telefone.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>Arba įveskite šį numerį programėlėje</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>Tik bandymui: šis kodas veikia tik šiame kompiuteryje.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>Čia kodo parodyti negalima. Kreipkitės į darbuotoją.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>Tęskite telefone</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>Atlikite ten nurodytus veiksmus. Šio ekrano jums nebereikia.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>Ačiū. Viską gavome.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>Reikia bandyti dar kartą, prašome palaukti.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>Prašome šiek tiek palaukti.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Kalba</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>Niekam neperduokite šio lapelio: nuskaitęs kodą asmuo veikia jūsų vardu.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Galioja iki</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
