<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="fr">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>Bienvenue</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>Nous sommes à vous dans un instant.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>Scannez ce code avec votre téléphone</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>Le code mène à</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>Numéro de référence</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>Ouvrez l’appareil photo de votre téléphone.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>Visez le code et touchez le lien.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>Suivez les étapes sur votre téléphone.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>Ou saisissez ce numéro dans l’application</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>Essai uniquement : ce code ne fonctionne que sur cet ordinateur.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>Le code ne peut pas être affiché ici. Adressez-vous au guichet.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>Continuez sur votre téléphone</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>Suivez-y les étapes. Vous n’avez plus besoin de cet écran.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>Merci. Nous avons bien tout reçu.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>Un nouvel essai est nécessaire, veuillez patienter.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>Veuillez patienter un instant.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>Gardez ce ticket pour vous : quiconque scanne le code agit en votre nom.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Valable jusqu’au</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
