<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en" language="pl">
<context>
    <name>CustomerWords</name>
    <message>
        <source>Welcome</source>
        <translation>Witamy</translation>
    </message>
    <message>
        <source>We will be with you in a moment.</source>
        <translation>Za chwilę Państwa obsłużymy.</translation>
    </message>
    <message>
        <source>Scan this code with your phone</source>
        <translation>Zeskanuj ten kod telefonem</translation>
    </message>
    <message>
        <source>The code leads to</source>
        <translation>Kod prowadzi do</translation>
    </message>
    <message>
        <source>Reference number</source>
        <translation>Numer sprawy</translation>
    </message>
    <message>
        <source>Open your phone&apos;s camera.</source>
        <translation>Otwórz aparat w telefonie.</translation>
    </message>
    <message>
        <source>Point it at the code and tap the link.</source>
        <translation>Skieruj go na kod i dotknij linku.</translation>
    </message>
    <message>
        <source>Follow the steps on your phone.</source>
        <translation>Wykonaj kolejne kroki w telefonie.</translation>
    </message>
    <message>
        <source>Or type this number into the app</source>
        <translation>Albo wpisz ten numer w aplikacji</translation>
    </message>
    <message>
        <source>Practice only: this code works on this computer.</source>
        <translation>Tylko do ćwiczeń: ten kod działa wyłącznie na tym komputerze.</translation>
    </message>
    <message>
        <source>The code cannot be shown here. Please ask at the desk.</source>
        <translation>Nie można tu wyświetlić kodu. Prosimy zapytać przy stanowisku.</translation>
    </message>
    <message>
        <source>Continue on your phone</source>
        <translation>Kontynuuj na telefonie</translation>
    </message>
    <message>
        <source>Follow the steps there. You can leave this screen alone.</source>
        <translation>Wykonaj tam kolejne kroki. Ten ekran nie jest już potrzebny.</translation>
    </message>
    <message>
        <source>Thank you. We have received it.</source>
        <translation>Dziękujemy. Wszystko do nas dotarło.</translation>
    </message>
    <message>
        <source>One more try is needed, please wait.</source>
        <translation>Potrzebna jest jeszcze jedna próba, prosimy zaczekać.</translation>
    </message>
    <message>
        <source>Please wait a moment.</source>
        <translation>Prosimy chwilę zaczekać.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Język</translation>
    </message>
    <message>
        <source>Keep this slip to yourself: whoever scans the code acts in your name.</source>
        <translation>Nie przekazuj tej kartki nikomu: kto zeskanuje kod, działa w Twoim imieniu.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Ważny do</translation>
    </message>
    <message>
        <source>TEST</source>
        <translation>TEST</translation>
    </message>
</context>
</TS>
