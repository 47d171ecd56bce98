<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="nl">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>Welkom</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>We zijn zo bij u.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>Scan deze code met uw telefoon</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>De code leidt naar</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>Referentienummer</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>Open de camera van uw telefoon.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>Richt de camera op de code en tik op de link.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>Volg de stappen op uw telefoon.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>Of typ dit nummer in de app</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>Alleen om te oefenen: deze code werkt alleen op deze computer.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>De code kan hier niet worden getoond. Vraag het aan de balie.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>Ga verder op uw telefoon</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>Volg daar de stappen. U hebt dit scherm niet meer nodig.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>Dank u wel. We hebben het ontvangen.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>Er is nog een poging nodig, een ogenblik geduld.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>Een ogenblik geduld.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Taal</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>Houd dit briefje voor uzelf: wie de code scant, handelt namens u.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Geldig tot</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
