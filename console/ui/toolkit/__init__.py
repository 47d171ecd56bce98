"""The parts every view, dialog and widget is made of; knows no services and no domain logic of a screen."""
