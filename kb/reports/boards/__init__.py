"""Dashboards and reports: what each shows of a period, ready for the screen, a sheet or paper."""

from kb.reports.boards.exhibit import Board, Chart, Column, Exhibit, Row, Tile
from kb.reports.boards.view import View, open_view

__all__ = ["Board", "Chart", "Column", "Exhibit", "Row", "Tile", "View", "open_view"]
